package imports

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
		panic("web/imports: its templates are not embedded: " + err.Error())
	}
	return folder
}

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
