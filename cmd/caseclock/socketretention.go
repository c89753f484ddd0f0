package main

import (
	"context"

	"caseclock/engine"
)

// Retention lists how cases stand under the schedule.
func (d *daemonDesk) Retention(ctx context.Context, q engine.RetentionAsk, each func(engine.Keeping) error) error {
	_, err := askDaemon[struct{}](ctx, d, "retention", who(""), q, rowsTo(each))
	return err
}

// HoldBack keeps a case from being erased.
func (d *daemonDesk) HoldBack(ctx context.Context, w engine.Who, q engine.HoldAsk) error {
	_, err := askDaemon[struct{}](ctx, d, "hold", w, q, noRows)
	return err
}

// LetGo ends it.
func (d *daemonDesk) LetGo(ctx context.Context, w engine.Who, q engine.HoldAsk) error {
	_, err := askDaemon[struct{}](ctx, d, "release", w, q, noRows)
	return err
}

// Erase erases cases, or says what it would.
func (d *daemonDesk) Erase(ctx context.Context, w engine.Who, q engine.EraseAsk) (engine.Erasing, error) {
	return askDaemon[engine.Erasing](ctx, d, "erase", w, q, noRows)
}

// Readmit lets the reference of an erased case be used again.
func (d *daemonDesk) Readmit(ctx context.Context, w engine.Who, q engine.HoldAsk) error {
	_, err := askDaemon[struct{}](ctx, d, "readmit", w, q, noRows)
	return err
}
