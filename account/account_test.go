package account

import (
	"context"
	"encoding/base32"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

var bg = context.Background()

func TestFaults(t *testing.T) {
	for _, c := range []struct {
		password string
		fault    string // part of what is said; empty: accepted
	}{
		{"a little boat on the loch", ""},
		{"Tr8#vex.moLp2", ""},
		{"ceòl is craic gu leòr", ""},
		{"kelpies 2014 grangemouth", ""},
		{Generate(), ""},
		{"elevenchars", "it has 11 characters"},
		{strings.Repeat("ab3 d%f hijz", 10) + "12345678", ""},
		{strings.Repeat("ab3 d%f hijz", 10) + "123456789", "it has 129 characters"},
		{"passwordpassword", "first that somebody"},
		{"P@ssw0rd1234", "first that somebody"},
		{"Welcome2026!!", "first that somebody"},
		{"LetMeIn-LetMeIn", "first that somebody"},
		{"Scotland2026", "first that somebody"},
		{"Stirling Council 1", "first that somebody"},
		{"aaaaaaaaaaaaaaaa", "first that somebody"},
		{"123456789012", "first that somebody"},
		{"qwertyuiop[]12", "first that somebody"},
		{"1qaz2wsx3edc4rfv", "first that somebody"},
		{"abcdefghijklmnop", "first that somebody"},
		{"kirk14kirk14kirk14", "first that somebody"},
		{"xyxyxyxyxzxzxz", "first that somebody"},
		{"Correct-Horse-Battery-Staple", "first that somebody"},
		{"mossy chair-7 tree", "id or your name"},
		{"mossy Oluwaseun tree", "id or your name"},
		{"\u200b\u200c\u200d\u2060\ufeff\u200b\u200c\u200d\u2060\ufeff\u200b\u200c", "cannot be seen"},
		{"ab\x00cdefghijklm99", "cannot be seen"},
		{"\xff\xfe\xfd\xfcabcdefghijk", "no text"},
		{"            ", "first that somebody"},
	} {
		faults := Faults(c.password, "chair-7", "Oluwaseun Mo")
		if got := strings.Join(faults, "; "); (got == "") != (c.fault == "") || !strings.Contains(got, c.fault) {
			t.Errorf("%q: %s; want %q", c.password, got, c.fault)
		}
		if c.password != "            " && slices.ContainsFunc(faults, func(f string) bool { return strings.Contains(f, c.password) }) {
			t.Errorf("%q is in what is said of it", c.password)
		}
	}
}

// However they are typed, the same letters are the same password.
func TestHash(t *testing.T) {
	h := NewHasher()
	kept, err := h.Hash(bg, "caf\u00e9 by the bridge")
	if err != nil || !strings.HasPrefix(kept, "$argon2id$v=19$m=19456,t=2,p=1$") || strings.Contains(kept, "bridge") {
		t.Fatal(kept, err)
	}
	if again, _ := h.Hash(bg, "caf\u00e9 by the bridge"); again == kept {
		t.Error("two hashes of one password are the same")
	}
	for password, want := range map[string]bool{"caf\u00e9 by the bridge": true, "cafe\u0301 by the bridge": true, "cafe by the bridge": false, "": false} {
		if ok, err := h.Fits(bg, kept, password); ok != want || err != nil {
			t.Errorf("%q: %t, %v", password, ok, err)
		}
	}
	if Stale(kept) || !Stale("$argon2id$v=19$m=4096,t=3,p=1$c2FsdHNhbHQ$c2FsdHNhbHRzYWx0c2FsdA") {
		t.Error("a hash that was made with less is not told")
	}
	for _, bad := range []string{"x", "$argon2i$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$c2FsdHNhbHRzYWx0c2FsdA", "$argon2id$v=19$m=4294967295,t=2,p=1$c2FsdHNhbHQ$c2FsdHNhbHRzYWx0c2FsdA",
		"$argon2id$v=19$m=19456,t=2,p=0$c2FsdHNhbHQ$c2FsdHNhbHRzYWx0c2FsdA", "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$", "$argon2id$v=19$m=19456,t=99,p=1$c2FsdHNhbHQ$c2FsdHNhbHRzYWx0c2FsdA"} {
		if ok, err := h.Fits(bg, bad, "x"); ok || err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}

// An account that is not there costs the same hash as one that is, and is never
// signed in to.
func TestAnUnknownAccountCostsAHash(t *testing.T) {
	h := NewHasher()
	p, err := read(h.dummy)
	if err != nil || p.memory != memory || p.passes != passes || p.threads != threads || len(p.salt) != saltLen || len(p.hash) != hashLen {
		t.Fatal(p, err)
	}
	if ok, err := h.Fits(bg, "", "a little boat on the loch"); ok || err != nil || h.Hashed.Load() != 1 {
		t.Error(ok, err, h.Hashed.Load())
	}
}

// No more are hashed at once than there are turns, and no more wait than may.
func TestHashingIsBounded(t *testing.T) {
	h := NewHasher()
	for range cap(h.turns) {
		h.turns <- struct{}{}
	}
	ctx, cancel := context.WithCancel(bg)
	var wg sync.WaitGroup
	for range mostWaiting {
		h.waiting.Add(1) // they stand in the queue
	}
	if _, err := h.Fits(bg, "", "x"); err != ErrBusy {
		t.Error(err)
	}
	h.waiting.Store(0)
	wg.Go(func() {
		if _, err := h.Fits(ctx, "", "x"); err != context.Canceled {
			t.Error(err)
		}
	})
	cancel()
	wg.Wait()
	if h.Hashed.Load() != 0 || h.waiting.Load() != 0 || cap(h.turns) > 4 {
		t.Error(h.Hashed.Load(), h.waiting.Load(), cap(h.turns))
	}
}

// The table of RFC 6238, appendix B, for SHA-1.
func TestCodesOfTheRFC(t *testing.T) {
	secret := []byte("12345678901234567890")
	for at, want := range map[int64]string{59: "94287082", 1111111109: "07081804", 1111111111: "14050471", 1234567890: "89005924", 2000000000: "69279037", 20000000000: "65353130"} {
		if got := code(secret, Step(time.Unix(at, 0)), 8); got != want {
			t.Errorf("at %d: %s, want %s", at, got, want)
		}
		if got := Code(base32Plain.EncodeToString(secret), time.Unix(at, 0)); got != want[2:] {
			t.Errorf("at %d, six digits: %s, want %s", at, got, want[2:])
		}
	}
}

func TestACodeIsTakenOnceAndNearItsTime(t *testing.T) {
	secret, now := NewSecret(), time.Unix(1_900_000_000, 0)
	if b, err := base32.StdEncoding.DecodeString(secret); err != nil || len(b) != 20 {
		t.Fatal(secret, err)
	}
	last := uint64(0)
	for i, c := range []struct {
		typed time.Duration // when the code was made
		ok    bool
	}{{-2 * step, false}, {2 * step, false}, {-step, true}, {-step, false}, {0, true}, {0, false}, {-step, false}, {step, true}, {step, false}, {0, false}} {
		n, ok := CodeFits(secret, Code(secret, now.Add(c.typed)), now, last)
		if ok != c.ok {
			t.Errorf("%d: %t", i, ok)
		}
		if ok {
			last = n
		}
	}
	right := Code(secret, now)
	for typed, want := range map[string]bool{right[:3] + " " + right[3:]: true, "": false, right + "0": false, "x" + right[1:]: false, right[:5]: false} {
		if _, ok := CodeFits(secret, typed, now, 0); ok != want {
			t.Errorf("%q: %t", typed, ok)
		}
	}
	if _, ok := CodeFits("", "000000", now, 0); ok {
		t.Error("no secret has a code")
	}
}

func TestSecretAddress(t *testing.T) {
	got := SecretAddress("Case clock", "chair-1", "ABC")
	u, err := url.Parse(got)
	if err != nil || u.Scheme != "otpauth" || u.Host != "totp" || u.Path != "/Case clock:chair-1" || strings.Contains(got, "+") {
		t.Error(got, err)
	}
	if q := u.Query(); q.Get("secret") != "ABC" || q.Get("issuer") != "Case clock" || q.Get("period") != "30" || q.Get("digits") != "6" || q.Get("algorithm") != "SHA1" {
		t.Error(got)
	}
}

func TestThrottle(t *testing.T) {
	now := time.Unix(1_900_000_000, 0)
	for name, c := range map[string]struct {
		guess func(i int) (name, address string)
		want  int // of 1,000 within five minutes
	}{
		"one name, one address":      {func(int) (string, string) { return "anna", "10.0.0.1" }, 10},
		"one name, many addresses":   {func(i int) (string, string) { return "anna", fmt.Sprintf("10.0.%d.%d", i/250, i%250) }, 10},
		"many names, one address":    {func(i int) (string, string) { return fmt.Sprint("name", i), "10.0.0.1" }, 10},
		"many names, one network":    {func(i int) (string, string) { return fmt.Sprint("name", i), fmt.Sprintf("2001:db8::%x", i) }, 10},
		"an address in two writings": {func(i int) (string, string) { return fmt.Sprint(i), []string{"10.0.0.1", "::ffff:10.0.0.1"}[i%2] }, 10},
		"a name without end":         {func(i int) (string, string) { return strings.Repeat("n", 128+i), fmt.Sprint("10.0.0.", i) }, 10},
		"many names and addresses":   {func(i int) (string, string) { return fmt.Sprint("name", i), fmt.Sprintf("10.0.%d.%d", i/250, i%250) }, 1000},
	} {
		th, allowed := NewThrottle(), 0
		for i := range 1000 {
			n, a := c.guess(i)
			if th.Allow(n, a, now.Add(time.Duration(i)*299*time.Millisecond)) {
				allowed++
			}
		}
		if allowed != c.want {
			t.Errorf("%s: %d of 1,000 guesses were allowed, want %d", name, allowed, c.want)
		}
		n, a := c.guess(0)
		if !th.Allow(n, a, now.Add(GuessWindow+5*time.Minute)) {
			t.Errorf("%s: shut for longer than five minutes", name)
		}
	}
}

// Who signs in is not counted, and frees nobody at the same address.
func TestARightGuessIsTakenBack(t *testing.T) {
	now, th := time.Unix(1_900_000_000, 0), NewThrottle()
	for i := range 9 {
		th.Allow(fmt.Sprint("wrong", i), "10.0.0.1", now)
	}
	for range 50 {
		if !th.Allow("anna", "10.0.0.1", now) {
			t.Fatal("an office behind one address is shut out by its own people")
		}
		th.TakeBack("anna", "10.0.0.1")
	}
	if !th.Allow("wrong", "10.0.0.1", now) || th.Allow("wronger", "10.0.0.1", now) {
		t.Error("signing in frees guesses of others")
	}
}

// What is counted does not grow without end, and when it is full nobody new may
// guess until somebody's five minutes are over.
func TestAThrottleIsBounded(t *testing.T) {
	now, th := time.Unix(1_900_000_000, 0), NewThrottle()
	for i := range mostKeys + 100 {
		th.Allow(fmt.Sprint(i), fmt.Sprintf("10.%d.%d.%d", i>>16, i>>8&255, i&255), now)
	}
	if len(th.names) > mostKeys || len(th.addresses) > mostKeys {
		t.Error(len(th.names), len(th.addresses))
	}
	if th.Allow("new", "192.0.2.1", now) || !th.Allow("new", "192.0.2.1", now.Add(GuessWindow)) || len(th.names) != 1 {
		t.Error("a full throttle is open, or stays shut")
	}
}
