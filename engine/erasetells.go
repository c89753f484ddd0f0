package engine

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"time"
	"unicode"
	"unicode/utf8"

	"caseclock/notify"
	"caseclock/store"
)

// What of a case is told by records that are not its own is known here, where
// they are shaped: the books of imports, answers, hooks, mails.

// ErasedAgain is how a restored backup loses what was erased since.
func ErasedAgain(who Who) *store.Erasure {
	return &store.Erasure{Audit: who.named().entry("erase", "", ""), About: rowAbout, Tells: shelfTells, Redact: redactAll}
}

// redactAll is redact for a store that nobody sends from. A mail that was still
// on its way is dropped with its marks, so that what else it told is owed again.
func redactAll(x *store.Sending, id, ref string) (bool, error) {
	told, err := redact(x, id, ref)
	if told && (x.State == store.Claimed || x.State == store.Retry || x.State == store.Unknown) {
		x.State, x.Alerts, x.Next = store.Dropped, nil, time.Time{}
	}
	return told, err
}

// rowAbout is the case that an import's books on a row are about.
func rowAbout(data []byte) string {
	b, err := readBooks(store.Row{Data: data})
	if err != nil {
		return ""
	}
	return b.Last.Case
}

// shelfTells says whether a record of a shelf tells of a case.
func shelfTells(shelf store.Shelf, k store.Kept, id, ref string) bool {
	switch shelf {
	case store.Answers:
		var a ProgramAnswer
		if json.Unmarshal(k.Value, &a) == nil {
			return tellsOf(a.Body, id, ref) || tellsOf(a.Headers, id, ref)
		}
	case store.Hooks, store.Drafts, store.Holds:
		return tellsOf([]byte(k.Key), id, ref) || tellsOf(k.Value, id, ref)
	}
	return false
}

// tellsOf says whether a text holds one of the words, whole.
func tellsOf(text []byte, words ...string) bool {
	for _, word := range words {
		escaped, _ := json.Marshal(word)
		for _, w := range [][]byte{[]byte(word), bytes.Trim(escaped, `"`)} {
			if len(w) > 0 && holdsWord(text, w) {
				return true
			}
		}
	}
	return false
}

func holdsWord(text, word []byte) bool {
	inWord := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	for at := 0; ; {
		i := bytes.Index(text[at:], word)
		if i < 0 {
			return false
		}
		from, to := at+i, at+i+len(word)
		before, _ := utf8.DecodeLastRune(text[:from])
		next, _ := utf8.DecodeRune(text[to:])
		if (from == 0 || !inWord(before)) && (to == len(text) || !inWord(next)) {
			return true
		}
		at = from + 1
	}
}

// redact leaves a case out of what a sending told. The message itself may tell
// of several, and goes whole; that it was sent, when, to whom and with which
// answer stays.
func redact(x *store.Sending, id, _ string) (bool, error) {
	var s notify.Sending
	if err := json.Unmarshal(x.Facts, &s); err != nil {
		return false, fmt.Errorf("sending %s cannot be read: %w", x.ID, err)
	}
	n := len(s.Alerts)
	s.Alerts = slices.DeleteFunc(s.Alerts, func(a notify.Alert) bool { return a.Case == id })
	if len(s.Alerts) == n {
		return false, nil
	}
	facts, err := json.Marshal(s)
	x.Facts, x.Message = facts, nil
	return true, err
}
