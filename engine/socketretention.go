package engine

import "context"

// answerRetention answers what is asked of how long cases are kept.
func (e *Engine) answerRetention(answer func(name string, h func(context.Context, *exchange) (any, error))) {
	answer("retention", func(ctx context.Context, x *exchange) (any, error) {
		var a RetentionAsk
		if err := x.ask(&a); err != nil {
			return nil, err
		}
		return struct{}{}, x.console(e).Retention(ctx, a, func(k Keeping) error { return x.row(k) })
	})
	answer("erase", answerOne(func(ctx context.Context, w Who, a EraseAsk) (Erasing, error) { return e.Console(w).Erase(ctx, w, a) }))
	for name, do := range map[string]func(*Console, context.Context, Who, HoldAsk) error{
		"hold": (*Console).HoldBack, "release": (*Console).LetGo, "readmit": (*Console).Readmit} {
		answer(name, answerOne(func(ctx context.Context, w Who, a HoldAsk) (struct{}, error) {
			return struct{}{}, do(e.Console(w), ctx, w, a)
		}))
	}
}
