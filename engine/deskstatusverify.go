package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"caseclock/access"
)

// Verified is what was found when every record of the store was last read.
type Verified struct {
	At     time.Time     `json:"at"`
	Took   time.Duration `json:"took"`
	Faults int           `json:"faults"`
	First  []string      `json:"first,omitempty"` // of the faults; records are named by keys, never by a case
}

const (
	verifiedSetting = "verified"
	faultsShown     = 5
)

// verified is what the last look found; nil: there was none.
func (e *Engine) verified() (*Verified, error) {
	content, err := e.store.Setting(verifiedSetting)
	if err != nil || len(content) == 0 {
		return nil, err
	}
	var v Verified
	if err := json.Unmarshal(content, &v); err != nil {
		return nil, fmt.Errorf("when the store was last verified cannot be read: %w", err)
	}
	return &v, nil
}

// Verify reads every record of the store and keeps what was found. One looks at
// a time.
func (d *Desk) Verify(ctx context.Context) (Verified, error) {
	if !d.v.Everywhere(access.MendMail) {
		return Verified{}, ErrNotAllowed
	}
	leave, err := d.e.atDesks.verifying.take(ctx)
	if err != nil {
		return Verified{}, err
	}
	defer leave()
	began := d.e.Now()
	r, err := d.e.store.Verify(ctx)
	if err != nil {
		return Verified{}, err
	}
	v := Verified{At: began.UTC(), Took: d.e.Now().Sub(began), Faults: len(r.Faults)}
	for i := range min(len(r.Faults), faultsShown) {
		v.First = append(v.First, r.Faults[i].String())
	}
	content, err := json.Marshal(v)
	if err != nil {
		return v, err
	}
	if err := d.e.store.Set(context.WithoutCancel(ctx), verifiedSetting, content); err != nil {
		return v, err
	}
	return v, d.looked(ctx, "verify", "", fmt.Sprintf("%d faults", v.Faults))
}
