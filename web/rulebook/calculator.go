package rulebook

import (
	"net/url"
	"strings"

	"caseclock/deadline"
	"caseclock/engine"
	"caseclock/web/page"
)

// The two ways to ask.
const (
	forward  = "forward"
	backward = "backward"
)

// calculatorView is what the calculator's page is made from.
type calculatorView struct {
	By, What, Conferences []page.Choice
	Way                   string // that was asked; empty: none yet
	Asked                 string // what was asked, in a sentence
	Dues                  []engine.Due
	Back                  engine.Back
}

// conferences are the kinds that can be asked about, in words.
var conferences = []struct {
	kind deadline.Conference
	word string
}{{deadline.Initial, "initial"}, {deadline.ContinuedInitial, "continued initial"}, {deadline.PreBirth, "pre-birth"}, {deadline.Review, "review"}, {deadline.Transfer, "transfer"}}

// Each way has fields of its own, so that one form's faults are not the other's.
var fieldsOf = map[string][]string{forward: {"by", "what", "on", "planned", "edd", "until"}, backward: {"back-by", "conference", "day", "back-edd"}}

// calculator answers GET /rules/calculator. The address holds days and ids of
// rules alone.
func calculator(x *page.Exchange) error {
	q := x.R.URL.Query()
	v := &calculatorView{}
	if err := v.offer(x); err != nil {
		return err
	}
	var faults page.Faults
	if way := q.Get("way"); way == forward || way == backward {
		w, read := asked(q, way)
		if faults = read; len(faults) == 0 {
			err := v.work(x, way, w)
			if err != nil && !takeFaults(&faults, err, way) {
				return err
			}
		}
	}
	if len(faults) > 0 {
		v.Way = ""
	}
	return x.Show(pages, "calculator.html", page.View{Title: "Work out dates without a case", Here: "/rules", Form: q, Faults: faults, Data: v})
}

// offer fills in what can be chosen.
func (v *calculatorView) offer(x *page.Exchange) error {
	works, err := x.Desk.Works()
	if err != nil {
		return err
	}
	for _, w := range works {
		if w.Authority.ID != "" {
			v.By = append(v.By, page.Choice{Value: "authority:" + w.Authority.ID, Text: w.Authority.Name + ": the packs in force on the day"})
		}
	}
	packs, err := x.Desk.RulePacks(x.R.Context())
	if err != nil {
		return err
	}
	for _, p := range packs {
		v.By = append(v.By, page.Choice{Value: "pack:" + p.ID, Text: "Pack " + p.ID})
	}
	for _, o := range engine.Occurrences {
		v.What = append(v.What, page.Choice{Value: o.ID, Text: o.Words})
	}
	for _, c := range conferences {
		v.Conferences = append(v.Conferences, page.Choice{Value: c.kind.String(), Text: page.Sentence(c.word + " conference")})
	}
	return nil
}

// asked reads one of the two forms.
func asked(q url.Values, way string) (w engine.Worked, faults page.Faults) {
	f := fieldsOf[way]
	if kind, id, _ := strings.Cut(q.Get(f[0]), ":"); kind == "authority" {
		w.Authority = id
	} else {
		w.Pack = id
	}
	if way == backward {
		w.Conference, _ = deadline.ParseConference(q.Get("conference"))
		w.On, w.EDD = page.Day(q, "day", &faults), page.Day(q, "back-edd", &faults)
		return w, faults
	}
	w.What, w.On = q.Get("what"), page.Day(q, "on", &faults)
	w.Planned, w.EDD, w.Until = page.Day(q, "planned", &faults), page.Day(q, "edd", &faults), page.Day(q, "until", &faults)
	return w, faults
}

// takeFaults takes what the engine refused, each fault to the field of its form.
func takeFaults(faults *page.Faults, err error, way string) bool {
	var told page.Faults
	if !told.Take(err, "by", "what", "on", "planned", "edd", "until", "conference") {
		return false
	}
	own := map[string]string{"by": "back-by", "on": "day", "edd": "back-edd"}
	for _, f := range told {
		if name, other := own[f.Field]; other && way == backward {
			f.Field = name
		}
		*faults = append(*faults, f)
	}
	return true
}

func (v *calculatorView) work(x *page.Exchange, way string, w engine.Worked) (err error) {
	v.Way = way
	by := "pack " + w.Pack
	if w.Authority != "" {
		by = x.AuthorityName(w.Authority)
	}
	if way == backward {
		v.Back, err = x.Desk.Backward(w)
		for _, c := range conferences {
			if c.kind == w.Conference {
				v.Asked = page.Sentence(c.word + " conference on " + w.On.WithWeekday() + ", by " + by)
			}
		}
		return err
	}
	v.Dues, err = x.Desk.Forward(w)
	for _, o := range engine.Occurrences {
		if o.ID == w.What {
			v.Asked = o.Words + " on " + w.On.WithWeekday() + ", by " + by + "."
		}
	}
	return err
}
