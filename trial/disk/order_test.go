//go:build trial

package disk_test

import (
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"caseclock/trial"
	"caseclock/trial/disk/load"
	"caseclock/trial/twin"
)

// writers is how many write at once.
const writers = 4

// A session is recorded below the file system, and every state that a cut could
// have left of it is made and opened: each prefix of what was asked, and prefixes
// without some of what no sync had asked for, whole writes or 512 bytes of one.
func TestS3(t *testing.T) {
	need(t, "/dev/fuse", "/dev/shm")
	run := trial.Begin(t, trial.Promise{ID: "S3", Short: 2000, Long: 50_000,
		Says: "no order in which the disk does what was not yet synced loses what was answered"})
	last, pause := 2*time.Second, 40*time.Millisecond
	if trial.Long() {
		last, pause = 30*time.Second, 200*time.Millisecond
	}
	scribe := twin.Binary(t, "./trial/disk/scribe", "")
	var ops []op
	for i, form := range []string{"plain", "sealed"} {
		load.Sealed(t, form == "sealed")
		ops = record(t, scribe, last, pause)
		s, done := session{Ops: ops, Images: run.Trials() / 2, Seed: 1, Parts: max(1, run.Trials()/2000)}, 0
		for ; s.Part < s.Parts && (s.Part == 0 || !run.Spent(i+1, 2)); s.Part++ {
			wrong, images := replay(t, s), (s.Images-s.Part+s.Parts-1)/s.Parts
			run.Count(images, len(wrong))
			tell(t, wrong)
			done += images
		}
		run.Note("a session of %v, %s: %d writes, %d syncs, %d answers; %d of %d images", last, form, count(ops, opWrite), count(ops, opSync), count(ops, opTold), done, s.Images)
	}
	const images = 60
	noSync := twin.Binary(t, "./trial/disk/scribe", "", twin.Edit{File: "store/mapfile.go", Old: "InitialMmapSize: mapped,", New: "InitialMmapSize: mapped, NoSync: true,"})
	unsynced := record(t, noSync, time.Second, pause)
	run.Twin("commits are not synced", images, len(replay(t, session{Ops: unsynced, Images: images, Seed: 2})), images/3)
	lies := slices.DeleteFunc(slices.Clone(ops), func(o op) bool { return o.Kind == opSync })
	run.Twin("a disk that forgets to sync", images, len(replay(t, session{Ops: lies[:min(len(lies), 3000)], Images: images, Seed: 3})), images/3)
}

func tell(t *testing.T, wrong []string) {
	for i, w := range wrong {
		if i == 5 {
			t.Logf("and %d more", len(wrong)-i)
			return
		}
		t.Log(w)
	}
}

func count(ops []op, kind opKind) (n int) {
	for _, o := range ops {
		if o.Kind == kind {
			n++
		}
	}
	return n
}

// record has a scribe write over a recorder.
func record(t *testing.T, scribe string, last, pause time.Duration) []op {
	t.Helper()
	r, at := newRecorder(t)
	out, err := exec.Command(scribe, "-for", last.String(), "-pause", pause.String(), "-tell", filepath.Join(at, toldName), "write", filepath.Join(at, "store.db")).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.ops)
}
