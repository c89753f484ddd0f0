package engine

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"caseclock/store"
)

// serveSocket serves the engine on a socket and gives a client of it.
func serveSocket(t *testing.T, b *bench) (string, *http.Client) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "s")
	l, err := Listen(path)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- b.ServeSocket(ctx, l) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return path, &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", path)
	}}}
}

func ask(t *testing.T, c *http.Client, use, body string) []Frame {
	t.Helper()
	answer, err := c.Post("http://caseclock"+SocketPath+use, "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var frames []Frame
	for d := json.NewDecoder(answer.Body); d.More(); {
		var f Frame
		if err := d.Decode(&f); err != nil {
			t.Fatal(err)
		}
		frames = append(frames, f)
	}
	return frames
}

// The socket is for its owner alone, and the account at its other end stands
// beside the person in the audit trail.
func TestSocketIsPrivateAndNamesThePeer(t *testing.T) {
	b := newBench(t, "2026-03-02")
	path, c := serveSocket(t, b)
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("socket has mode %v (%v), want 0600", info.Mode().Perm(), err)
	}
	frames := ask(t, c, "record", `{"who":{"by":"chair-1"},"ask":{"fields":{"event":"concern-notified","case":"CP-0001","on":"2026-02-01"}}}`)
	if len(frames) != 1 || frames[0].Done == nil {
		t.Fatalf("answered %+v", frames)
	}
	var last store.Entry
	if err := b.Store().Trail(context.Background(), func(e store.Entry) error {
		last = e
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if last.By != "chair-1" || last.Peer != Account() || !strings.Contains(last.Peer, fmt.Sprint("uid ", os.Getuid())) || last.Door != "socket" {
		t.Errorf("the trail has by %q, peer %q, door %q", last.By, last.Peer, last.Door)
	}
}

// The kernel names the peer; a request cannot name another.
func TestPeerCannotBeClaimed(t *testing.T) {
	b := newBench(t, "2026-03-02")
	_, c := serveSocket(t, b)
	for _, body := range []string{
		`{"who":{"by":"chair-1","peer":"root"},"ask":{}}`,
		`{"who":{"by":"chair-1","Peer":"root"},"ask":{}}`,
		`{"who":{"by":"chair-1"},"ask":{"no_such":1}}`,
		`[]`, `{`, ``,
	} {
		frames := ask(t, c, "deadlines", body)
		if len(frames) != 1 || frames[0].Refused == nil {
			t.Errorf("%s: answered %+v", body, frames)
		}
	}
}

// What is refused comes through the socket fault by fault.
func TestRefusalThroughTheSocket(t *testing.T) {
	b := newBench(t, "2026-03-02")
	_, c := serveSocket(t, b)
	frames := ask(t, c, "record", `{"who":{"by":"nobody"},"ask":{"fields":{"event":"concern-notified","case":"CP-0001","on":"2026-02-31"}}}`)
	if len(frames) != 1 || frames[0].Refused == nil || len(frames[0].Refused.Faults) != 2 {
		t.Errorf("answered %+v", frames)
	}
}

// Files that do not come whole are not imported.
func TestFilesThatBreakOffAreNotImported(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	b := newBench(t, "2026-03-02")
	_, c := serveSocket(t, b)
	whole := strings.ReplaceAll(`--x
Content-Disposition: form-data; name="request"

{"who":{},"ask":{}}
--x
Content-Disposition: form-data; name="file"; filename="file"
Caseclock-Name: events.jsonl

{"id":"e1","case":"CP-0001","event":"concern-notified","on":"2026-02-01"}
--x--
`, "\n", "\r\n")
	post := func(body string) Frame {
		answer, err := c.Post("http://caseclock"+SocketPath+"import", "multipart/form-data; boundary=x", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		content, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		var last Frame
		if err := json.Unmarshal(lastLine(content), &last); err != nil {
			t.Fatal(err)
		}
		return last
	}
	if last := post(whole[:strings.Index(whole, "--x--")-2]); last.Done != nil {
		t.Errorf("broken off: %s", last.Done)
	}
	if s, _ := b.Store().Stats(); s.Events != 0 {
		t.Errorf("broken off: %d events", s.Events)
	}
	if last := post(whole); last.Done == nil {
		t.Errorf("whole: %+v", last)
	}
	if s, _ := b.Store().Stats(); s.Events != 1 {
		t.Errorf("whole: %d events", s.Events)
	}
	if left, _ := filepath.Glob(filepath.Join(os.TempDir(), "caseclock-spool-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// A socket that a killed daemon left behind is replaced; one that is answered
// on is not, and neither is a file of another kind.
func TestListenReplacesOnlyWhatIsLeftOver(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "s")
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Listen(path); err == nil || !strings.Contains(err.Error(), "another daemon") {
		t.Errorf("while it is answered on: %v", err)
	}
	l.SetUnlinkOnClose(false)
	_ = l.Close()
	again, err := Listen(path)
	if err != nil {
		t.Fatalf("left over: %v", err)
	}
	_ = again.Close()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, []byte("kept"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Listen(file); err == nil {
		t.Error("a plain file was replaced")
	}
	if content, _ := os.ReadFile(file); string(content) != "kept" {
		t.Error("a plain file was changed")
	}
}

// FuzzRequest: no bytes bring the socket's reader down, and nothing that is no
// request is carried out.
func FuzzRequest(f *testing.F) {
	f.Add([]byte(`{"who":{"by":"chair-1"},"ask":{"case":"CP-0001"}}`))
	f.Add([]byte(`{"who":null,"ask":{"statuses":["met"]}}`))
	b := newBench(f, "2026-03-02")
	h := b.Handler()
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, use := range []string{"deadlines", "record", "reason", "withdraw", "story", "explain", "report", "issue", "issues", "issued", "issued-file", "again"} {
			r, _ := http.NewRequest(http.MethodPost, "http://caseclock"+SocketPath+use, bytes.NewReader(body))
			w := &answerWriter{}
			h.ServeHTTP(w, r)
			var last Frame
			if err := json.Unmarshal(lastLine(w.Bytes()), &last); err != nil || (last.Done == nil) == (last.Refused == nil && last.Failed == "") {
				t.Errorf("%s: ends with %q", use, lastLine(w.Bytes()))
			}
		}
	})
}

type answerWriter struct {
	bytes.Buffer
	header http.Header
}

func (w *answerWriter) Header() http.Header {
	if w.header == nil {
		w.header = http.Header{}
	}
	return w.header
}
func (w *answerWriter) WriteHeader(int) {}

func lastLine(b []byte) []byte {
	b = bytes.TrimRight(b, "\n")
	return b[bytes.LastIndexByte(b, '\n')+1:]
}
