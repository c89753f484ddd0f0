package entrance

import (
	"strings"
	"testing"
	"time"

	"caseclock/access"
)

// What has begun is bounded: the oldest is forgotten.
func TestWhatHasBegunIsBounded(t *testing.T) {
	now := time.Unix(1_900_000_000, 0)
	b := newBegun(func() time.Time { return now })
	first := b.put(wayBack{to: "first"})
	now = now.Add(time.Second)
	var last string
	for range mostBegun {
		last = b.put(wayBack{})
	}
	if len(b.way) > mostBegun {
		t.Error(len(b.way))
	}
	if _, ok := b.take(first); ok {
		t.Error("the oldest is still there")
	}
	if _, ok := b.take(last); !ok {
		t.Error("the last is not there")
	}
	if _, ok := b.take(last); ok {
		t.Error("it is given twice")
	}
	now = now.Add(begunFor)
	b.put(wayBack{})
	b.put(wayBack{})
	if len(b.way) > 3 {
		t.Errorf("%d are kept that are over", len(b.way))
	}
}

// What the configuration takes away is taken from sessions too.
func TestWhatTheCouncilStillGives(t *testing.T) {
	c := &Council{Roles: []RoleOf{{"a", access.Chair, nil}, {"b", access.Auditor, []string{"fife"}}}}
	grant := func(r access.Role, authorities ...string) []access.Grant {
		return []access.Grant{{Role: r, Authorities: authorities}}
	}
	for _, x := range []struct {
		c      *Council
		grants []access.Grant
		want   bool
	}{
		{c, grant(access.Chair), true}, {c, grant(access.Chair, "stirling"), true}, {c, grant(access.Auditor, "fife"), true}, {c, grant(access.Auditor), false},
		{c, grant(access.Auditor, "stirling"), false}, {c, grant(access.Manager), false}, {c, append(grant(access.Chair), grant(access.Admin)...), false}, {nil, grant(access.Chair), false},
	} {
		if x.c.gives(x.grants) != x.want {
			t.Errorf("%+v: %t", x.grants, !x.want)
		}
	}
}

func TestLocal(t *testing.T) {
	for to, want := range map[string]bool{"/": true, "/cases?x=1#y": true, "": false, "cases": false, "//x": false, "/\\x": false, "https://x/": false, "/a\tb": false, "http:/x": false, "/%zz": false, "/@x": true} {
		if local(to) != want {
			t.Errorf("%q: %t", to, !want)
		}
	}
}

// The picture is of the text, with its margin, and the key is in groups.
func TestThePictureOfAKey(t *testing.T) {
	d, err := picture("otpauth://totp/Caseclock:chair-1?secret=ABC")
	if err != nil || d.Side < 21+8 || !strings.HasPrefix(string(d.Path), `d="M4 4h1v1h-1z`) || strings.ContainsAny(string(d.Path[3:len(d.Path)-1]), `"<>&`) {
		t.Error(d, err)
	}
	if groups("ABCDEFGHIJ") != "ABCD EFGH IJ" || groups("ABCD") != "ABCD" {
		t.Error(groups("ABCDEFGHIJ"))
	}
}
