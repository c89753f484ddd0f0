package engine

import "context"

// sweep takes away what has expired on the store's shelves: sessions that are
// over, answers that were kept, tokens long past their end.
func (e *Engine) sweep(ctx context.Context) {
	if _, err := e.store.Sweep(ctx); err != nil && ctx.Err() == nil {
		e.Log.Error().Err(err).Msg("what has expired could not be taken away; it is not used all the same")
	}
}
