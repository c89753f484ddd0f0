package engine

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"caseclock/deadline"
)

// How hooks are tried again.
const (
	hookFirst   = 30 * time.Second   // the longest that the second attempt waits
	hookLongest = 6 * time.Hour      // the longest between any two
	hookLife    = 5 * 24 * time.Hour // after which a message is given up
	hookQuiet   = time.Hour          // after which a hook that accepts nothing is told of to people
	hookAtOnce  = 200                // messages to one hook in one wake
)

// wakeHooks compares what each hook knows with what is, keeps what is to be
// told, and sends what waits. What it gives is for people. Without hooks or a
// poster it does nothing.
func (e *Engine) wakeHooks(ctx context.Context, now time.Time, found *found) (warnings []string, err error) {
	if len(e.Hooks) == 0 || e.HookPoster == nil {
		return nil, nil
	}
	if e.hooks == nil {
		if e.hooks, err = readHooks(ctx, e.store); err != nil {
			e.hooks = nil
			return nil, fmt.Errorf("what waits to be told to webhooks cannot be read: %w", err)
		}
	}
	for i := range e.Hooks {
		h := &e.Hooks[i]
		if err := e.findNews(ctx, now, h, found); err != nil {
			e.hooks = nil // what the store has is read again
			return warnings, fmt.Errorf("what to tell the webhook %s cannot be kept: %w", h.host(), err)
		}
		said, err := e.sendHook(ctx, now, h)
		if warnings = append(warnings, said...); err != nil {
			e.hooks = nil
			return warnings, fmt.Errorf("what the webhook %s was told cannot be kept: %w", h.host(), err)
		}
	}
	return warnings, nil
}

// findNews keeps what a hook is to be told.
func (e *Engine) findNews(ctx context.Context, now time.Time, h *Hook, found *found) error {
	id, is := h.id(), breachesFor(h, found)
	if !e.hooks.begun[id] {
		return e.hooks.begin(ctx, id, is)
	}
	was := e.hooks.of(id)
	all := maps.Clone(is)
	for c := range was {
		if all[c] == nil {
			all[c] = hookCase{}
		}
	}
	for _, c := range slices.Sorted(maps.Keys(all)) {
		news, after := decide(was[c], all[c], found.CasesInTrouble == 0)
		if maps.EqualFunc(was[c], after, hookTold.same) {
			continue
		}
		if len(all[c]) == 0 && !e.covered(h, c) {
			news = nil // it is another authority's now
		}
		var sendings []*hookSending
		for i := range news {
			m, err := e.hooks.sending(id, c, &news[i], now)
			if err != nil {
				return err
			}
			sendings = append(sendings, m)
		}
		if err := e.hooks.claim(ctx, id, c, after, sendings); err != nil {
			return err
		}
	}
	return nil
}

// same says whether a hook knows the same of a deadline.
func (t hookTold) same(o hookTold) bool {
	t.status, o.status = 0, 0
	return t == o
}

// breachesFor are the breaches that a hook is to know of, by case.
func breachesFor(h *Hook, found *found) map[string]hookCase {
	all := map[string]hookCase{}
	for i := range found.items {
		it := &found.items[i]
		if it.AgreedReview != 0 || !it.Deadline.Breach() || !h.covers(it.Case.Authority) {
			continue
		}
		if all[it.Case.ID] == nil {
			all[it.Case.ID] = hookCase{}
		}
		key, t := breachOf(&it.Deadline)
		all[it.Case.ID][key] = t
	}
	return all
}

// covered says whether a hook is told of a case as it is now.
func (e *Engine) covered(h *Hook, id string) bool {
	c, err := e.store.CaseByID(id)
	return err == nil && h.covers(responsibleFor(&c, deadline.Moment{AsAt: e.Today()}).Authority)
}

// sending makes a message. Its id follows from what it tells, so that the same
// news has the same id.
func (b *hookBook) sending(hook, id string, n *hookNews, now time.Time) (*hookSending, error) {
	body, err := n.message(id, now)
	b.last++
	return &hookSending{ID: "msg_" + hashed(hook, id, n.key, string(n.event), fmt.Sprint(n.nth))[:32], Number: b.last, Hook: hook, Case: id, Body: body, Found: now}, err
}

// sendHook sends what waits for a hook, in order of each case. After one refusal
// it leaves the hook alone until the next wake.
func (e *Engine) sendHook(ctx context.Context, now time.Time, h *Hook) ([]string, error) {
	held := map[string]bool{}
	dead, sent := 0, 0
	var oldest time.Time
	id, refused := h.id(), error(nil)
	for _, m := range slices.Clone(e.hooks.waiting) {
		switch {
		case m.Hook != id:
			continue
		case m.Dead:
			if now.Before(m.Found.Add(hookLife + deadKept)) {
				dead++
			}
			continue
		case refused != nil, held[m.Case], m.Next.After(now), sent == hookAtOnce, ctx.Err() != nil:
			held[m.Case] = true
		default:
			if refused = e.HookPoster.Post(ctx, h, m.ID, e.Now(), m.Body); refused == nil {
				sent++
				if err := e.hooks.settle(ctx, m, true); err != nil {
					return nil, err
				}
				continue
			}
			held[m.Case] = true
			if err := e.hookRefused(ctx, now, m, h, refused); err != nil {
				return nil, err
			}
			if m.Dead {
				dead++
				continue
			}
		}
		if oldest.IsZero() || m.Found.Before(oldest) {
			oldest = m.Found
		}
	}
	return hookWarnings(h, now, dead, oldest), nil
}

// hookRefused keeps when a message is tried again: after a while that is drawn
// from a span that doubles each time, so that receivers that come back are not
// met by all at once.
func (e *Engine) hookRefused(ctx context.Context, now time.Time, m *hookSending, h *Hook, why error) error {
	if errors.Is(ctx.Err(), context.Canceled) {
		return nil // the daemon ends; that is not the receiver's doing
	}
	span := time.Duration(min(float64(hookLongest), float64(hookFirst)*math.Pow(2, float64(min(m.Attempts, 30)))))
	m.Attempts++
	m.Next = now.Add(time.Duration(e.random() * float64(span)))
	m.Dead = now.Sub(m.Found) >= hookLife
	if m.Dead {
		m.Next = now
	}
	e.Log.Warn().Str("host", h.host()).Str("case", m.Case).Int("attempts", m.Attempts).Bool("given_up", m.Dead).Err(why).Msg("a webhook did not accept a message")
	return e.hooks.settle(ctx, m, false)
}

func (e *Engine) random() float64 {
	if e.Random == nil {
		return 1
	}
	return e.Random()
}

func hookWarnings(h *Hook, now time.Time, dead int, oldest time.Time) (all []string) {
	if dead > 0 {
		all = append(all, fmt.Sprintf("%d messages to the webhook %s were given up after %d days; its program can ask the API for what it missed", dead, h.host(), int(hookLife.Hours()/24)))
	}
	if !oldest.IsZero() && now.Sub(oldest) >= hookQuiet {
		all = append(all, fmt.Sprintf("the webhook %s has not accepted what was found at %s", h.host(), oldest.In(deadline.London).Format("2006-01-02 15:04")))
	}
	return all
}
