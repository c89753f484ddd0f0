package ahead

import (
	"embed"
	"io/fs"

	"caseclock/web/page"
)

//go:embed pages/*
var pageFiles embed.FS

var pages = page.Parse(sub(pageFiles))

// sub is the folder of the templates.
func sub(files embed.FS) fs.FS {
	folder, err := fs.Sub(files, "pages")
	if err != nil {
		panic("web/ahead: its templates are not embedded: " + err.Error())
	}
	return folder
}

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
