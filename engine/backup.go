package engine

import (
	"context"
	"fmt"
	"time"
)

const backupSetting = "backup"

// keepBackup notes that a whole copy was given away now.
func (e *Engine) keepBackup(ctx context.Context) error {
	content, err := e.Now().UTC().MarshalText()
	if err != nil {
		return err
	}
	if err := e.store.Set(ctx, backupSetting, content); err != nil {
		return fmt.Errorf("the copy was given; that it was cannot be kept: %w", err)
	}
	return nil
}

// lastBackup is when a copy was last given away; zero: never, or it cannot be
// read.
func (e *Engine) lastBackup() (at time.Time) {
	content, err := e.store.Setting(backupSetting)
	if err != nil || at.UnmarshalText(content) != nil {
		return time.Time{}
	}
	return at
}
