package doctor

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// System is what the machine says of itself. A test gives another.
type System struct {
	Root string // in front of /proc and /sys; empty: the machine's own
}

func (s System) read(name string) string {
	b, err := os.ReadFile(filepath.Join("/", s.Root, name))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(b))
}

// Kinds of file system by the number that statfs gives (linux/magic.h).
var (
	keeping = map[uint32]string{0xef53: "ext4", 0x58465342: "xfs", 0x9123683e: "btrfs", 0x2fc12fc1: "zfs"}
	sharing = map[uint32]string{0x6969: "NFS", 0xff534d42: "CIFS", 0xfe534d42: "SMB", 0x517b: "SMB", 0x65735546: "FUSE"}
	passing = map[uint32]string{0x01021994: "tmpfs", 0x858458f6: "ramfs"}
)

// folder looks at what the store lies on.
func (p *Patient) folder(context.Context) []Finding {
	const about = "disk"
	at := filepath.Dir(p.Data)
	var st unix.Statfs_t
	if err := unix.Statfs(at, &st); err != nil {
		return bad(Wrong, about, "make the folder, owned by the daemon's account, mode 0700", "the store's folder %s: %v", at, err)
	}
	kind := uint32(st.Type)
	switch {
	case sharing[kind] != "":
		return bad(Wrong, about, "put the store (data) on a disk of this machine", "the store lies on %s, where locks may not hold and a sync may not reach a disk", sharing[kind])
	case passing[kind] != "":
		return bad(Wrong, about, "put the store (data) on a disk", "the store lies in memory (%s) and is gone when the machine restarts", passing[kind])
	case st.Flags&unix.ST_RDONLY != 0:
		return bad(Wrong, about, "look at the kernel's log for why it is read-only, and mount it for writing", "the store's file system can only be read")
	case keeping[kind] == "":
		return bad(Look, about, "ext4 and xfs are those that the published trials ran on", "the store lies on a file system of kind %#x, on which no power cut was tried", kind)
	}
	if kind == 0xef53 && strings.Contains(p.System.read(ext4Options(at)), "fast_commit") && olderThan(p.System.read("proc/sys/kernel/osrelease"), 5, 17) {
		return bad(Wrong, about, "boot a kernel of 5.17 or later, or turn the feature fast_commit off", "ext4 with fast_commit on a kernel that loses synced data with it")
	}
	return good(about, "the store lies on %s", keeping[kind])
}

// ext4Options is the file in which the kernel lists the options of the ext4 that
// a folder lies on.
func ext4Options(folder string) string {
	var st unix.Stat_t
	if unix.Stat(folder, &st) != nil {
		return ""
	}
	link, err := filepath.EvalSymlinks(fmt.Sprintf("/sys/dev/block/%d:%d", unix.Major(st.Dev), unix.Minor(st.Dev)))
	if err != nil {
		return ""
	}
	return "proc/fs/ext4/" + filepath.Base(link) + "/options"
}

// crowded is the part of a file system from which on its filling up is told,
// unless roomy many bytes are left.
const (
	crowded = 0.7
	roomy   = 10 << 30
)

// room looks at how full the disk is. A full disk ends the daemon.
func (p *Patient) room(context.Context) []Finding {
	const about = "room"
	const remedy = "make room before it is full: then nothing can be recorded. caseclock compact gives back what the store no longer uses"
	var st unix.Statfs_t
	if unix.Statfs(filepath.Dir(p.Data), &st) != nil || st.Blocks == 0 {
		return nil
	}
	free := int64(st.Bavail) * int64(st.Bsize)
	used := 1 - float64(st.Bavail)/float64(st.Blocks)
	size := int64(0)
	if info, err := os.Stat(p.Data); err == nil {
		size = info.Size()
	}
	says := fmt.Sprintf("%.0f %% of the disk is taken, %d MiB are free; the store takes %d MiB", used*100, free>>20, size>>20)
	switch {
	case free < max(64<<20, size/4):
		return bad(Wrong, about, remedy, "%s", says)
	case used > crowded && free < roomy, st.Files > 0 && float64(st.Ffree)/float64(st.Files) < 1-crowded:
		return bad(Look, about, remedy, "%s", says)
	}
	return good(about, "%s", says)
}

// kernel looks at its version.
func (p *Patient) kernel(context.Context) []Finding {
	const about = "kernel"
	release := p.System.read("proc/sys/kernel/osrelease")
	if olderThan(release, 4, 13) {
		return bad(Wrong, about, "boot a kernel that is still maintained", "Linux %s does not tell every failed write: before 4.13 an error of a sync can be lost", release)
	}
	if cores := p.System.read("proc/sys/kernel/core_pattern"); strings.HasPrefix(cores, "|") {
		return bad(Look, about, "LimitCORE=0 in the unit, as in deploy/caseclock.service, keeps the daemon out of it", "Linux %s; crashed programs are handed to %s, memory and all", release, strings.Fields(cores[1:] + " ?")[0])
	}
	return good(about, "Linux %s", release)
}

// olderThan compares a kernel's release with a version; what cannot be read is
// not older.
func olderThan(release string, major, minor int) bool {
	parts := strings.SplitN(release, ".", 3)
	if len(parts) < 2 {
		return false
	}
	a, err1 := strconv.Atoi(parts[0])
	b, err2 := strconv.Atoi(strings.TrimFunc(parts[1], func(r rune) bool { return r < '0' || r > '9' }))
	return errors.Join(err1, err2) == nil && (a < major || a == major && b < minor)
}

// absent says whether a file is not there.
func absent(err error) bool { return errors.Is(err, fs.ErrNotExist) }
