package entrance

import (
	"embed"

	"caseclock/web/page"
)

//go:embed pages/*
var pageFiles embed.FS

var pages = page.Parse(pageFiles)
