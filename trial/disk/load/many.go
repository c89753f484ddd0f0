package load

import (
	"context"
	"fmt"
	"iter"

	"caseclock/deadline"
	"caseclock/store"
)

// Many puts so many cases of ten events each into a store.
func Many(ctx context.Context, s *store.Store, cases int) error {
	_, err := s.AppendMany(ctx, store.Import{Key: "many", Audit: store.Entry{By: "clerk-9", Action: "import"}}, tenEach(cases))
	return err
}

func tenEach(cases int) iter.Seq2[store.CaseWrite, error] {
	return func(yield func(store.CaseWrite, error) bool) {
		for i := range cases {
			ref, on := fmt.Sprintf("CP-M-%d", i), day+deadline.Date(i%300)
			plain := func(k deadline.Kind, days int) deadline.Event {
				return deadline.Event{Case: ref, Kind: k, On: on + deadline.Date(days), By: fmt.Sprintf("clerk-%d", i%40), Source: fmt.Sprintf("export.csv:%d", i)}
			}
			assigned, held, reason := plain(deadline.CaseAssigned, 0), plain(deadline.ConferenceHeld, 18), plain(deadline.ReasonRecorded, 40)
			assigned.Authority, assigned.Chair, assigned.Family = []string{"stirling", "falkirk", "fife"}[i%3], fmt.Sprintf("chair-%d", i%30), fmt.Sprintf("F-%d", i/2)
			held.Conference, held.Outcome = deadline.Initial, deadline.Registered
			reason.Rule, reason.Start, reason.Category, reason.Text = "minutes", on+18, "other", "the minutes were late because two of those present had to agree them"
			called := plain(deadline.ConferenceCalled, 3)
			called.Conference, called.Planned = deadline.Initial, on+18
			minutes, decisions, plan := plain(deadline.MinutesCirculated, 39), plain(deadline.DecisionsCirculated, 19), plain(deadline.PlanCirculated, 22)
			minutes.Of, decisions.Of, plan.Of = on+18, on+18, on+18
			events := []deadline.Event{assigned, plain(deadline.ConcernNotified, 0), called, held, decisions, plan, plain(deadline.CoreGroupHeld, 30), minutes, reason, plain(deadline.CoreGroupHeld, 60)}
			for k := range events {
				events[k].ID = fmt.Sprintf("many-%d-%d", i, k)
			}
			if !yield(store.CaseWrite{Ref: ref, Events: events}, nil) {
				return
			}
		}
	}
}
