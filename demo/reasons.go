package demo

import "caseclock/deadline"

// categories are why conferences are late, the commonest first; each stands as
// often as its share of the list.
var categories = []string{
	"key-professional-unavailable", "key-professional-unavailable", "key-professional-unavailable",
	"conference-capacity", "conference-capacity", "report-not-ready", "report-not-ready", "parent-unable-to-attend", "parent-unable-to-attend",
	"late-notification", "late-referral", "chair-unavailable", "interpreter-or-advocate-unavailable", "family-moved", "child-in-hospital",
	"awaiting-police-or-prosecutor", "papers-not-shared-with-family", "school-holiday", "public-holiday", "severe-weather", "administrative-error",
}

var texts = []string{"", "", "", "No date could be found that suited everyone.", "The report came two days before the meeting.",
	"The meeting room was not free.", "Notified on the last day before the holiday."}

// explain records why a conference is late, most of the time: now and then
// agreed in advance, sometimes with a date that then passed, and sometimes
// twice.
func (f *family) explain(rule string, start, due, done deadline.Date, kind deadline.Conference) {
	if f.chance(0.18) {
		return // unexplained
	}
	category := categories[f.r.IntN(len(categories))]
	if len(f.children) > 1 && f.chance(0.2) {
		category = "sibling-added"
	}
	if f.w.isBusy(f.authority, due) && f.chance(0.6) {
		category = "conference-capacity"
	}
	e := deadline.Event{Kind: deadline.ReasonRecorded, Rule: rule, Start: start, Conference: kind, Category: category,
		Text: texts[f.r.IntN(len(texts))], On: due + deadline.Date(f.between(1, 6)), Proposed: done}
	if f.chance(0.2) {
		e.On, e.AgreedBy = max(start, due-deadline.Date(f.between(1, 5))), f.manager()
	}
	if done-e.On > 4 && f.chance(0.3) { // hoped for sooner
		e.Proposed = e.On + (done-e.On)/2
		f.each(e)
		if f.chance(0.5) {
			e.On, e.Proposed, e.Text = e.Proposed+2, max(done, e.Proposed+2), ""
			f.each(e)
		}
		return
	}
	if e.On > done {
		e.Proposed = 0
	}
	f.each(e)
}

func (f *family) manager() string { return "manager-" + f.clerk[len("admin-"):] }

// explainDelay records why a paper or a core group is late by so many days
// after its start, most of the time; zero days is never, and then the date
// proposed passes.
func (f *family) explainDelay(to []string, rule string, start deadline.Date, limit, days int) {
	if f.chance(0.18) {
		return // unexplained
	}
	category := [...]string{"minute-taker-unavailable", "key-professional-unavailable", "administrative-error", "other"}[f.weighted(0.4, 0.3, 0.2, 0.1)]
	e := deadline.Event{Kind: deadline.ReasonRecorded, Rule: rule, Start: start, Category: category,
		On: start + deadline.Date(limit+1), Proposed: start + deadline.Date(max(days, limit+f.between(3, 15)))}
	if category == "other" {
		e.Text = "The recording could not be played back."
	}
	f.forAll(to, e)
}
