package engine

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"caseclock/access"
)

// What the commands do with accounts and tokens they do through the socket too,
// and the trail has the account at its other end.
func TestAccountsThroughTheSocket(t *testing.T) {
	g := newGate(t, AccountOptions{})
	_, c := serveSocket(t, g.bench)
	last := func(use, request string) Frame {
		t.Helper()
		frames := ask(t, c, use, request)
		return frames[len(frames)-1]
	}
	if f := last("account", `{"who":{"by":"it-1"},"ask":{"do":"add","id":"chair-1","password":"`+firstWord+`"}}`); f.Done == nil {
		t.Fatalf("%+v", f)
	}
	if f := last("account", `{"who":{},"ask":{"do":"add","id":"chair-1","password":"short"}}`); f.Refused == nil || strings.Contains(fmt.Sprint(f.Refused), "short") {
		t.Errorf("%+v", f)
	}
	if frames := ask(t, c, "accounts", `{"who":{},"ask":{}}`); len(frames) != 2 || !strings.Contains(string(frames[0].Row), `"state":"initial password"`) {
		t.Errorf("%s", frames[0].Row)
	}
	f := last("token", fmt.Sprintf(`{"who":{"by":"it-1"},"ask":{"person":"chair-1","acts":["see-cases"],"expires":%q}}`, g.now().AddDate(0, 1, 0).UTC().Format("2006-01-02T15:04:05Z")))
	var k IssuedToken
	if err := json.Unmarshal(f.Done, &k); err != nil {
		t.Fatalf("%v %+v", err, f)
	}
	if v, err := g.a.Check(t.Context(), k.Token, ""); err != nil || !v.May(access.SeeCases) {
		t.Error(v, err)
	}
	if frames := ask(t, c, "tokens", `{"who":{},"ask":{"person":"chair-1"}}`); len(frames) != 2 || strings.Contains(string(frames[0].Row), TokenMark) {
		t.Errorf("%s", frames[0].Row)
	}
	if f := last("token-revoke", `{"who":{"by":"it-1"},"ask":{"id":"`+k.ID+`"}}`); f.Done == nil {
		t.Errorf("%+v", f)
	}
	if _, err := g.a.Check(t.Context(), k.Token, ""); err != ErrNoToken {
		t.Error(err)
	}
	if trail := g.trail(); !strings.Contains(trail, fmt.Sprintf("account by %q from %q at socket: add chair-1", "it-1", Account())) || strings.Contains(trail, firstWord) {
		t.Error(trail)
	}
}
