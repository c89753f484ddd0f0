package load

import (
	"context"
	"encoding/json"
	"fmt"

	"caseclock/deadline"
	"caseclock/store"
)

// Answers is what every way of reading a store that Full filled gives, by the name
// of the question. An error is an answer that begins with "error: ".
func Answers(s *store.Store) map[string]string {
	a := answers{s, map[string]string{}}
	for i := range CasesOfFull + 1 { // the last is not there
		a.ofCase(FullRef(i))
		a.event("concern-" + FullRef(i))
	}
	for i := range casesEach + 1 {
		a.ofCase(Ref(0, i))
		a.event(firstID(0, i))
	}
	a.lists()
	a.kept()
	return a.all
}

type answers struct {
	s   *store.Store
	all map[string]string
}

func (a *answers) put(question string, v any, err error) {
	if err != nil {
		a.all[question] = "error: " + err.Error()
		return
	}
	b, err := json.Marshal(v)
	if err != nil {
		b = fmt.Append(nil, v)
	}
	a.all[question] = string(b)
}

func (a *answers) ofCase(ref string) {
	c, err := a.s.Case(ref)
	a.put("case "+ref, c.Events, err)
	id, err := a.s.CaseID(ref)
	a.put("id of "+ref, id, err)
	if err == nil {
		c, err = a.s.CaseByID(id)
		a.put("case by id "+ref, c.Events, err)
		a.list("trail of "+ref, func(add func(any)) error {
			return a.s.TrailOfCase(context.Background(), id, func(e store.Entry) error { add(e); return nil })
		})
	}
}

func (a *answers) event(id string) {
	f, err := a.s.Event(id)
	a.put("event "+id, f, err)
}

// list is the answer of a reading that calls back.
func (a *answers) list(question string, read func(add func(any)) error) {
	var list []string
	err := read(func(v any) { list = append(list, fmt.Sprintf("%+v", v)) })
	a.put(question, list, err)
}

func (a *answers) lists() {
	ctx := context.Background()
	visit := func(add func(any)) store.Visit {
		return func(id store.CaseKey, c *deadline.Case) error { add([]any{id, c.Ref, c.Facts}); return nil }
	}
	a.list("scan", func(add func(any)) error { return a.s.Scan(ctx, visit(add)) })
	for _, authority := range []string{"stirling", "falkirk", "fife"} {
		a.list("cases of "+authority, func(add func(any)) error { return a.s.ScanAuthority(ctx, authority, visit(add)) })
	}
	a.list("trail", func(add func(any)) error {
		return a.s.Trail(ctx, func(e store.Entry) error { add(e); return nil })
	})
	for _, person := range []string{Person(0), "clerk-9", "auditor-1", "daemon", "nobody"} {
		a.list("trail of "+person, func(add func(any)) error {
			return a.s.TrailOfPerson(ctx, person, func(e store.Entry) error { add(e); return nil })
		})
	}
	for _, source := range []string{"register", "import"} {
		a.list("rows of "+source, func(add func(any)) error {
			return a.s.Rows(ctx, source, func(r store.Row) error { add(r); return nil })
		})
	}
	for st := store.Claimed; st <= store.Dropped; st++ {
		a.list("sendings "+st.String(), func(add func(any)) error {
			return a.s.Sendings(ctx, st, func(x store.Sending) error { add(x); return nil })
		})
	}
	for _, shelf := range store.Shelves {
		a.list("shelf "+string(shelf), func(add func(any)) error {
			return a.s.Shelf(ctx, shelf, func(k store.Kept) error { add(k); return nil })
		})
	}
}

func (a *answers) kept() {
	for i := range 14 {
		of, err := a.s.SendingsOf(Alert(i))
		a.put("sendings of "+Alert(i), of, err)
		known, err := a.s.Answered(Key(0, i*3))
		a.put("key "+Key(0, i*3), known, err)
		k, err := a.s.Shelved(store.Accounts, fmt.Sprint("key ", i))
		a.put("account "+fmt.Sprint(i), k, err)
		v, err := a.s.Setting(fmt.Sprint("setting ", i))
		a.put("setting "+fmt.Sprint(i), v, err)
		x, err := a.s.Issue(fmt.Sprint("q-", i))
		a.put("issue "+fmt.Sprint(i), x, err)
	}
	books, err := a.s.Rulebooks()
	a.put("rulebooks", books, err)
	marks, err := a.s.Imports()
	a.put("imports", marks, err)
	issued, err := a.s.Issues()
	a.put("issues", issued, err)
}
