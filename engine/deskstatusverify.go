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
	v, err := d.e.verify(ctx)
	if err != nil {
		return v, err
	}
	return v, d.looked(ctx, "verify", "", fmt.Sprintf("%d faults", v.Faults))
}

// verify reads every record and keeps what was found.
func (e *Engine) verify(ctx context.Context) (Verified, error) {
	leave, err := e.atDesks.verifying.take(ctx)
	if err != nil {
		return Verified{}, err
	}
	defer leave()
	began := e.Now()
	r, err := e.store.Verify(ctx)
	if err != nil {
		return Verified{}, err
	}
	v := Verified{At: began.UTC(), Took: e.Now().Sub(began), Faults: len(r.Faults)}
	for i := range min(len(r.Faults), faultsShown) {
		v.First = append(v.First, r.Faults[i].String())
	}
	content, err := json.Marshal(v)
	if err != nil {
		return v, err
	}
	return v, e.store.Set(context.WithoutCancel(ctx), verifiedSetting, content)
}

// verifiedEvery is how long what was found counts.
const verifiedEvery = 24 * time.Hour

// wakeVerify verifies the store with the first wake after it was opened, and then
// once a day, after everybody was told. What it found is told from then on.
func (e *Engine) wakeVerify(ctx context.Context, now time.Time) error {
	last, err := e.verified()
	if err != nil || last != nil && e.atDesks.looked && now.Sub(last.At).Abs() < verifiedEvery {
		return err
	}
	e.atDesks.looked = true
	_, err = e.verify(ctx)
	return err
}

// damaged is what the last look found to be not as it was written, with a line
// for who should see to it.
func (e *Engine) damaged() (records int, warning string) {
	v, err := e.verified()
	if err != nil || v == nil || v.Faults == 0 {
		return 0, ""
	}
	return v.Faults, fmt.Sprintf("%d records of the store are not as they were written (found %s); caseclock verify names them, and a backup has them as they were",
		v.Faults, v.At.Format(time.RFC3339))
}
