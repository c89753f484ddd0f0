package main

import (
	"context"
	"time"

	"caseclock/store"
)

// sealAnew seals with the last key what an earlier one sealed, and overwrites
// what lay there before.
func sealAnew(ctx context.Context, st *store.Store) error {
	if !st.Stale() {
		return nil
	}
	if err := st.Reseal(ctx); err != nil {
		return err
	}
	_, err := st.Scrub(ctx)
	return err
}

// sealAnew seals with the last key what an earlier one sealed, whenever a key
// was made, and goes on with it after a restart.
func (s *service) sealAnew(ctx context.Context) {
	again := time.NewTicker(time.Second)
	defer again.Stop()
	for {
		if s.store.Stale() {
			s.log.Info().Msg("sealing the store anew with its last key")
			if err := sealAnew(ctx, s.store); err != nil {
				s.log.Warn().Err(err).Msg("not everything is sealed anew yet, or what lay there before is not overwritten")
			} else {
				s.log.Info().Msg("the store is sealed anew")
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-again.C:
		}
	}
}
