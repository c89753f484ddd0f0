package entrance_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"caseclock/engine"
	"caseclock/store"
	"caseclock/web/entrance"

	"github.com/rs/zerolog"
)

var faultID = regexp.MustCompile(`Number: <strong>([a-z0-9]{12})</strong>`)

// onShelf gives each session's record other content.
func onShelf(t *testing.T, s *site, content string) {
	t.Helper()
	var keys []string
	if err := s.Store.Shelf(t.Context(), store.Sessions, func(k store.Kept) error { keys = append(keys, k.Key); return nil }); err != nil || len(keys) != 1 {
		t.Fatal(keys, err)
	}
	if err := s.Store.Shelve(t.Context(), store.Entry{}, store.ShelfChange{Shelf: store.Sessions, Kept: store.Kept{Key: keys[0], Value: []byte(content), Expires: s.Clock.Add(time.Hour)}, If: store.Whatever}); err != nil {
		t.Fatal(err)
	}
}

// inFile flips a bit of each session's record where it lies.
func inFile(t *testing.T, s *site) {
	t.Helper()
	content, err := os.ReadFile(s.Store.Path())
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(s.Store.Path(), os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	n := 0
	for at, word := 0, []byte(`"texts":{"pass"`); ; at++ {
		i := bytes.Index(content[at:], word)
		if i < 0 {
			break
		}
		at += i
		if _, err := f.WriteAt([]byte{content[at+2] ^ 1}, int64(at+2)); err != nil {
			t.Fatal(err)
		}
		n++
	}
	if n == 0 {
		t.Fatal("no session lies in the file")
	}
}

// A session that cannot be looked at is a fault of ours, told by its number, and
// not as if nobody had signed in.
func TestASessionThatCannotBeLookedAt(t *testing.T) {
	for what, damage := range map[string]func(*testing.T, *site){
		"a bit of its record is another": inFile,
		"its record is too short":        func(t *testing.T, s *site) { onShelf(t, s, "short") },
		"its record cannot be read":      func(t *testing.T, s *site) { onShelf(t, s, "8 bytes.{") },
		"it does not say whose it is": func(t *testing.T, s *site) {
			onShelf(t, s, `8 bytes.{"deadline":"2027-01-01T00:00:00Z","texts":{"pass":"{"}}`)
		},
		"the store is closed": func(_ *testing.T, s *site) { _ = s.Store.Close() },
	} {
		t.Run(what, func(t *testing.T) {
			var log bytes.Buffer
			s := newSite(t, engine.AccountOptions{}, func(o *entrance.Options) { o.Log = zerolog.New(&log) })
			b := s.browser()
			b.enter("chair-1")
			if a := b.get("/work"); a.status != http.StatusOK {
				t.Fatal(a.status)
			}
			damage(t, s)
			held := b.cookies()[cookie]
			for _, ask := range []func() answer{func() answer { return b.get("/work") }, func() answer { return b.get("/account") }, func() answer { return b.get("/none") },
				func() answer { return b.post("/cases/find", "reference", "CP-1") }, func() answer { return b.get("/api/openapi.json") }} {
				a := ask()
				number := faultID.FindStringSubmatch(a.body)
				if a.status != http.StatusInternalServerError || a.to != "" || number == nil || !strings.Contains(a.body, "<title>Something went wrong") || b.cookies()[cookie] != held {
					t.Fatalf("%d to %q\n%.1500s", a.status, a.to, a.body)
				}
				if !strings.Contains(log.String(), `"id":"`+number[1]+`"`) || strings.Contains(log.String(), "chair-1") || strings.Contains(log.String(), held) {
					t.Error(log.String())
				}
				for _, name := range []string{"Content-Security-Policy", "X-Content-Type-Options"} {
					if a.header.Get(name) == "" {
						t.Error("without the header", name)
					}
				}
			}
			if a := s.browser().get("/work"); a.status != http.StatusSeeOther {
				t.Error("who has no session is not led to signing in:", a.status)
			}
		})
	}
}

// Where a session cannot be kept, the page that was made is not sent.
func TestASessionThatCannotBeKept(t *testing.T) {
	s := newSite(t, engine.AccountOptions{}, nil)
	b := s.browser()
	b.enter("chair-1")
	e := entrance.New(entrance.Options{Accounts: s.accounts, Now: func() time.Time { return s.Clock }, Log: zerolog.Nop()})
	told := 0
	h := e.Wrap(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		s.Clock = s.Clock.Add(2 * time.Minute) // so that its end moves
		_ = s.Store.Close()
		w.Header().Set("Content-Disposition", "attachment")
		w.WriteHeader(http.StatusOK)
		_, _ = w.Write([]byte("a case"))
	}), func(w http.ResponseWriter, _ *http.Request, err error) {
		told++
		http.Error(w, err.Error(), http.StatusInternalServerError)
	})
	r := httptest.NewRequest(http.MethodGet, "/work", nil)
	r.AddCookie(&http.Cookie{Name: cookie, Value: b.cookies()[cookie]})
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, r)
	if rec.Code != http.StatusInternalServerError || told != 1 || strings.Contains(rec.Body.String(), "a case") || rec.Header().Get("Content-Disposition") != "" || !strings.Contains(rec.Body.String(), "could not be read or kept") {
		t.Errorf("%d, told %d times: %s %v", rec.Code, told, rec.Body, rec.Header())
	}
}
