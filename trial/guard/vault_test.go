//go:build trial

package guard

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"caseclock/trial/daemon"
)

// vault is a site whose store is sealed, with a canary in every text that the
// store keeps.
type vault struct {
	t        *testing.T
	site     *daemon.Site
	tmp      string
	canaries map[string]string // by what they are
	given    map[string]bool   // files that the trial made, where canaries lie open
	chance   *rand.Rand
}

// newVault goes through the flows that write; late: the store is plain at first.
func newVault(t *testing.T, program string, late bool, chance *rand.Rand) *vault {
	t.Helper()
	v := &vault{t: t, tmp: t.TempDir(), canaries: map[string]string{}, given: map[string]bool{}, chance: chance}
	v.site = daemon.NewSite(t, program, daemon.Options{Env: []string{"TMPDIR=" + v.tmp}})
	post := newPostbox(t, newCaptures())
	keyed := "keys: {file: master.key}\n"
	more := fmt.Sprintf("categories: [%s]\nlink: https://caseclock.council.example\n", v.canary("a category"))
	o := daemon.Options{Mail: fmt.Sprintf("127.0.0.1:%d", post.port), Schedule: "@every 1s", More: more + keyed}
	v.configure(o)
	v.run("keys", "new", filepath.Join(v.site.Folder, "master.key"))
	if late {
		o.More = more
		v.configure(o)
	}
	v.record()
	if late {
		o.More = more + keyed
		v.configure(o)
		v.killedWhileSealing()
	}
	v.serve(post)
	v.copies()
	return v
}

func (v *vault) configure(o daemon.Options) {
	v.t.Helper()
	if err := v.site.Configure(o); err != nil {
		v.t.Fatal(err)
	}
	for _, name := range []string{"config.yaml", "master.key"} {
		v.given[filepath.Join(v.site.Folder, name)] = true
	}
}

func (v *vault) run(words ...string) string {
	v.t.Helper()
	out, err := v.site.Run(words...)
	if err != nil {
		v.t.Fatal(err)
	}
	return out
}

// canary is a text like no other; of letters alone, so that it may stand anywhere.
func (v *vault) canary(name string) string {
	text := []byte("zq")
	for range 12 {
		text = append(text, byte('a'+v.chance.IntN(26)))
	}
	v.canaries[name] = string(text)
	return string(text)
}

// file writes a file of the trial's own.
func (v *vault) file(name, content string) string {
	path := filepath.Join(v.site.Folder, name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		v.t.Fatal(err)
	}
	v.given[path] = true
	return path
}

func day(n int) string { return time.Now().AddDate(0, 0, n).Format(time.DateOnly) }

// record plants what commands record.
func (v *vault) record() {
	ref := v.canary("a case's reference")
	event := v.canary("an event's id")
	events := fmt.Sprintf(`{"id":"%[1]sa","case":"%[2]s","event":"case-assigned","on":"%[3]s","authority":"stirling","chair":"chair-1","lead":"%[4]s","family":"%[5]s"}
{"id":"%[1]sb","case":"%[2]s","event":"concern-notified","on":"%[3]s"}
{"id":"%[1]sc","case":"%[2]s","event":"conference-called","on":"%[3]s","conference":"initial","planned":"%[6]s","meeting":"%[7]s"}
{"id":"%[1]sd","case":"%[2]s","event":"core-group-held","on":"%[3]s"}
`, event, ref, day(-60), v.canary("a lead professional's id"), v.canary("a family's reference"), day(-20), v.canary("a meeting's reference"))
	file := v.file(v.canary("an imported file's name")+".jsonl", events)
	v.run("import", "--source", v.canary("a source's name"), "--by", "coordinator-1", file)
	v.run("withdraw", event+"d", "--why", v.canary("a withdrawal's why"), "--by", "coordinator-1")
	v.run("reason", ref, "initial-cpcc", "--category", v.canaries["a category"], "--text", v.canary("a reason's text"), "--proposed", day(20), "--by", "chair-1")
	v.run("report", "--quarter", strings.Replace(quarterNow(), "q", "Q", 1), "--for", "internal", "--issue", "--series", v.canary("a series of reports"))
	addPerson(v.t, v.site, "coordinator-1")
}

// killedWhileSealing kills commands that would seal the plain store, at any point
// of it; afterwards the case is there, sealed or not.
func (v *vault) killedWhileSealing() {
	for range 4 {
		c := v.site.Command("case", v.canaries["a case's reference"])
		if err := c.Start(); err != nil {
			v.t.Fatal(err)
		}
		time.Sleep(time.Duration(v.chance.IntN(150)) * time.Millisecond)
		_ = c.Process.Kill()
		_ = c.Wait()
	}
	v.run("case", v.canaries["a case's reference"])
	v.run("verify")
}

// serve runs the daemon, which mails, is written to and signed in at, and is
// killed.
func (v *vault) serve(post *postbox) {
	d, err := v.site.Start()
	if err != nil {
		v.t.Fatal(err)
	}
	token := v.site.Token("coordinator-1", "see-cases", "record-events")
	v.canaries["an API token"] = token
	c := d.Client(token)
	ref := v.canary("another case's reference")
	a, err := c.Record(v.canary("an idempotency key"), daemon.Event{"case": ref, "event": "case-assigned", "on": day(-40), "authority": "stirling", "chair": "chair-1"},
		daemon.Event{"case": ref, "event": "concern-notified", "on": day(-40)})
	if err != nil || a.Status != 201 {
		v.t.Fatalf("%d %s %v", a.Status, a.Body, err)
	}
	v.factor(d)
	v.mailed(post)
	v.run("keys", "rotate")
	_ = d.Signal(syscall.SIGKILL)
	<-d.Done()
}

// mailed waits until a mail has come.
func (v *vault) mailed(post *postbox) {
	for range 600 {
		post.mu.Lock()
		n := post.got
		post.mu.Unlock()
		if n > 0 {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	v.t.Fatal("no mail came")
}

var groupsOfFour = regexp.MustCompile(`([A-Z2-7]{4} ){7}[A-Z2-7]{4}`)

// factor sets up the second factor of an account, whose secret the store keeps.
func (v *vault) factor(d *daemon.Daemon) {
	p := arrive(d)
	if err := p.signIn("coordinator-1"); err != nil {
		v.t.Fatal(err)
	}
	_, page, err := p.get("/sign-in/factor")
	secret := strings.ReplaceAll(groupsOfFour.FindString(string(page)), " ", "")
	key, failed := base32.StdEncoding.DecodeString(secret)
	if err != nil || failed != nil || len(key) == 0 {
		v.t.Fatalf("no secret of a second factor: %v %v\n%s", err, failed, page)
	}
	status, body, err := p.post("/sign-in/factor", url.Values{"code": {codeNow(key)}})
	if err != nil || status != 303 {
		v.t.Fatalf("the second factor: %d %s %v", status, body, err)
	}
	_, value, _ := strings.Cut(p.cookie, "=")
	v.canaries["a second factor's secret"], v.canaries["a session's cookie"], v.canaries["a password"] = secret, value, ownWords
}

// codeNow is what an app on the telephone shows (RFC 6238).
func codeNow(key []byte) string {
	mac := hmac.New(sha1.New, key)
	mac.Write(binary.BigEndian.AppendUint64(nil, uint64(time.Now().Unix()/30)))
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & 0xf
	return fmt.Sprintf("%06d", binary.BigEndian.Uint32(sum[at:])&0x7fffffff%1_000_000)
}

// copies leaves what is left by backups, by a restore and by compacting.
func (v *vault) copies() {
	v.run("backup", "monday.db")
	v.run("restore", "monday.db")
	v.run("compact")
	v.run("verify")
}

// writings are the ways in which a text is looked for.
const writings = 7

func written(text string) map[string][]byte {
	b := []byte(text)
	all := map[string][]byte{"plain": b, "hexadecimal": []byte(hex.EncodeToString(b))}
	little, big := []byte{}, []byte{}
	for _, c := range b {
		little, big = append(little, c, 0), append(big, 0, c)
	}
	all["UTF-16, low byte first"], all["UTF-16, high byte first"] = little, big
	for skip := range 3 {
		inner := b[(3-skip)%3:]
		inner = inner[:len(inner)/3*3]
		all[fmt.Sprintf("base64 at offset %d", skip)] = []byte(base64.StdEncoding.EncodeToString(inner))
	}
	return all
}

// contains looks for a text in any case of its letters, but for base64.
func contains(content, text []byte) bool {
	return bytes.Contains(content, text) || bytes.Contains(content, bytes.ToUpper(text))
}
