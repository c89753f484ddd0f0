package ahead

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"caseclock/engine"
	"caseclock/web/page"
)

// download answers GET /ahead.ics: what falls due, as a file for a calendar.
func download(x *page.Exchange) error {
	text, err := x.Desk.AheadCalendar(x.R.Context(), ask(x.R.URL.Query()))
	if err != nil {
		return err
	}
	x.W.Header().Set("Content-Disposition", `attachment; filename="caseclock.ics"`)
	return give(x, text)
}

// give answers with a calendar.
func give(x *page.Exchange, text string) error {
	h := x.W.Header()
	h.Set("Content-Type", "text/calendar; charset=utf-8")
	h.Set("Content-Length", fmt.Sprint(len(text)))
	if x.R.Method != http.MethodHead {
		_, _ = x.W.Write([]byte(text))
	}
	return nil
}

// calendarView is what the page of a person's calendar is made from.
type calendarView struct {
	There   bool
	Feed    engine.Feed
	Address string // once, when it was made
}

// calendar answers GET /ahead/calendar.
func calendar(x *page.Exchange) error { return showCalendar(x, page.View{}, "") }

func showCalendar(x *page.Exchange, v page.View, address string) error {
	feed, there, err := x.Desk.Feed(x.R.Context())
	if err != nil {
		return err
	}
	v.Title, v.Here = "Your calendar", "/ahead"
	v.Data = calendarView{there, feed, address}
	return x.Show(pages, "calendar.html", v)
}

// makeFeed answers POST /ahead/calendar. It is the one page that shows the
// address, so that it is not led away from.
func makeFeed(x *page.Exchange) error {
	v := page.View{}
	secret, err := x.Desk.MakeFeed(x.R.Context())
	switch {
	case err == nil:
		return showCalendar(x, v, site(x)+"/calendar/"+secret+".ics")
	case v.Faults.Take(err):
		return showCalendar(x, v, "")
	}
	return err
}

// revokeFeed answers POST /ahead/calendar/revoke.
func revokeFeed(x *page.Exchange) error {
	if err := x.Desk.RevokeFeed(x.R.Context()); err != nil {
		return err
	}
	return x.Say("/ahead/calendar", "revoked")
}

// fetch answers GET /calendar/{file}: the calendar of whose secret address it
// is. Nobody is signed in.
func fetch(x *page.Exchange) error {
	secret, ok := strings.CutSuffix(x.R.PathValue("file"), ".ics")
	if !ok {
		return engine.ErrNotThere
	}
	text, err := x.Kit.Engine.FetchFeed(x.R.Context(), secret, x.From())
	if errors.Is(err, engine.ErrTooOften) {
		x.W.Header().Set("Retry-After", "300")
		return &page.Refusal{Status: http.StatusTooManyRequests, Title: "This was asked for too often"}
	}
	if err != nil {
		return err
	}
	return give(x, text)
}

// site is where browsers reach the site: as the configuration's link says, or
// else as this one did.
func site(x *page.Exchange) string {
	if u, err := url.Parse(x.Kit.Engine.Alerts.Link); err == nil && u.Host != "" {
		return u.Scheme + "://" + u.Host
	}
	if x.R.TLS != nil {
		return "https://" + x.R.Host
	}
	return "http://" + x.R.Host
}
