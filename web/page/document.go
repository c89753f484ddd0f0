package page

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"strings"
)

// Document answers with a whole page that was drawn elsewhere in the house and
// has its own style sheet within it. The policy allows exactly that style, by
// its digest, and neither script nor form nor anything from elsewhere. A page
// with a style attribute, which no digest allows, is an error.
func (x *Exchange) Document(html []byte) error {
	styles, rest := stylesOf(html)
	if bytes.Contains(rest, []byte(` style="`)) {
		return errors.New("a document with a style attribute cannot be shown")
	}
	h := x.W.Header()
	h.Set("Content-Security-Policy", documentPolicy(styles))
	return x.write("text/html; charset=utf-8", html)
}

// stylesOf takes the style sheets out of a page.
func stylesOf(html []byte) (styles [][]byte, rest []byte) {
	for {
		before, after, found := bytes.Cut(html, []byte("<style>"))
		rest = append(rest, before...)
		if !found {
			return styles, rest
		}
		style, behind, _ := bytes.Cut(after, []byte("</style>"))
		styles, html = append(styles, style), behind
	}
}

func documentPolicy(styles [][]byte) string {
	allowed := []string{}
	for _, s := range styles {
		sum := sha256.Sum256(s)
		allowed = append(allowed, "'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'")
	}
	if len(allowed) == 0 {
		allowed = []string{"'none'"}
	}
	return "default-src 'none'; style-src " + strings.Join(allowed, " ") + "; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
}

// File answers with a file to be taken away under a name.
func (x *Exchange) File(name, media string, content []byte) error {
	x.W.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	return x.write(media, content)
}

func (x *Exchange) write(media string, content []byte) error {
	h := x.W.Header()
	h.Set("Content-Type", media)
	h.Set("Content-Length", fmt.Sprint(len(content)))
	if x.R.Method != http.MethodHead {
		_, _ = x.W.Write(content)
	}
	return nil
}
