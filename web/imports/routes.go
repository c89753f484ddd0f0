package imports

import (
	"embed"

	"caseclock/web/page"
)

//go:embed pages/*
var pageFiles embed.FS

var pages = page.Parse(pageFiles)

// Routes are the pages of imports.
func Routes() []page.Route {
	return []page.Route{
		{Pattern: "GET /imports", Handle: begin},
		{Pattern: "POST /imports", Handle: send},
		{Pattern: "GET /imports/{id}", Handle: show},
		{Pattern: "GET /imports/{id}/rejects", Handle: rejects},
		{Pattern: "POST /imports/{id}/again", Handle: again},
		{Pattern: "POST /imports/{id}/confirm", Handle: confirm},
		{Pattern: "POST /imports/{id}/leave", Handle: leave},
	}
}
