package entrance

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
		panic("web/entrance: its templates are not embedded: " + err.Error())
	}
	return folder
}
