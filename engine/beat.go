package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"caseclock/notify"
)

// beat gives the sign of life at the end of a wake, once all that the wake does is
// done and kept: a store that takes no write, or was found damaged just now, is to
// be missed.
func (e *Engine) beat(ctx context.Context, now time.Time, did *wakeReport) error {
	if damaged, _ := e.damaged(); !did.whole || damaged > 0 || e.doubt() != "" {
		return nil
	}
	l := e.ledger(context.WithoutCancel(ctx))
	after, withheld, err := e.notifier(l).Beat(ctx, now, did.vital)
	if withheld != "" {
		did.Problems = append(did.Problems, withheld)
	}
	before := did.vital
	did.vital = after
	if err = errors.Join(err, l.failed); err != nil || after == before {
		return err
	}
	return e.keepVital(ctx, after)
}

const vitalSetting = "vital"

// vital is what the heartbeat is decided from, as it was last kept.
func (e *Engine) vital() notify.Vital {
	var v notify.Vital
	content, err := e.store.Setting(vitalSetting)
	if err != nil || json.Unmarshal(content, &v) != nil {
		return notify.Vital{}
	}
	return v
}

func (e *Engine) keepVital(ctx context.Context, v notify.Vital) error {
	content, err := json.Marshal(v)
	if err != nil {
		return err
	}
	if err := e.store.Set(context.WithoutCancel(ctx), vitalSetting, content); err != nil {
		return fmt.Errorf("that the evaluation finished cannot be kept: %w", err)
	}
	return nil
}

// LastEvaluation is when an evaluation of all cases last finished; zero:
// never.
func (e *Engine) LastEvaluation() time.Time { return e.vital().Evaluated }
