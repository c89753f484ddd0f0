package page

import (
	"crypto/sha256"
	"embed"
	"fmt"
	"net/http"
	"path"
	"strings"
)

// DesignSystem is the version of the Scottish Government Design System whose
// style sheet is embedded (MIT; its licence lies beside it).
const DesignSystem = "4.2.0"

//go:embed assets
var assetFiles embed.FS

// assets are the files under /assets/, by name with a part of their digest, so
// that a browser may keep them for good.
var assets, addresses = readAssets("icon.svg", "design-system.min.css", "caseclock.css")

// icon and styles are the addresses of what every page asks for.
var icon, styles = addresses[0], addresses[1:]

// media are the kinds of the files, by their names' last ending.
var media = map[string]string{".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}

type asset struct {
	media   string
	content []byte
}

func readAssets(names ...string) (map[string]asset, []string) {
	all, paths := map[string]asset{}, []string{}
	for _, name := range names {
		content := must(assetFiles.ReadFile("assets/" + name))
		stem, ending, _ := strings.Cut(name, ".")
		sum := sha256.Sum256(content)
		file := fmt.Sprintf("%s-%x.%s", stem, sum[:6], ending)
		all[file] = asset{media[path.Ext(name)], content}
		paths = append(paths, "/assets/"+file)
	}
	return all, paths
}

// Asset answers GET /assets/{name}.
func Asset(x *Exchange) error {
	a, ok := assets[x.R.PathValue("name")]
	if !ok {
		return &Refusal{http.StatusNotFound, "There is no such page"}
	}
	h := x.W.Header()
	h.Set("Content-Type", a.media)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Content-Length", fmt.Sprint(len(a.content)))
	if x.R.Method != http.MethodHead {
		_, _ = x.W.Write(a.content)
	}
	return nil
}
