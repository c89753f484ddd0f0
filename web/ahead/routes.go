package ahead

import (
	"embed"

	"caseclock/web/page"
)

//go:embed pages/*
var pageFiles embed.FS

var pages = page.Parse(pageFiles)

// Routes are the pages that look ahead, and the calendars.
func Routes() []page.Route {
	return []page.Route{
		{Pattern: "GET /ahead", Handle: show},
		{Pattern: "GET /ahead/{monday}", Handle: week},
		{Pattern: "GET /ahead.ics", Handle: download},
		{Pattern: "GET /ahead/calendar", Handle: calendar},
		{Pattern: "POST /ahead/calendar", Handle: makeFeed},
		{Pattern: "POST /ahead/calendar/revoke", Handle: revokeFeed},
		{Pattern: "GET /calendar/{file}", Handle: fetch},
	}
}
