package page

import (
	"net/http/httptest"
	"strings"
	"testing"
)

func TestDocument(t *testing.T) {
	answer := func(html string) (*httptest.ResponseRecorder, error) {
		w := httptest.NewRecorder()
		x := &Exchange{W: w, R: httptest.NewRequest("GET", "/", nil)}
		return w, x.Document([]byte(html))
	}
	w, err := answer("<p>none</p>")
	if policy := w.Header().Get("Content-Security-Policy"); err != nil || !strings.Contains(policy, "style-src 'none'") {
		t.Error(policy, err)
	}
	w, err = answer("<style>a{}</style><p>two</p><style>b{}</style>")
	policy := w.Header().Get("Content-Security-Policy")
	if err != nil || strings.Count(policy, "'sha256-") != 2 || strings.Contains(policy, "unsafe") {
		t.Error(policy, err)
	}
	if w, err = answer(`<style>a{}</style><p style="color: red">no</p>`); err == nil || w.Body.Len() > 0 {
		t.Error("a style attribute is let through")
	}
}
