//go:build trial

package crash

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// volume is a file system of its own in a file.
type volume struct {
	kind, options string // "ext4", "commit=5"
	image, at     string
}

// layouts are those whose power is cut.
var layouts = []volume{
	{kind: "ext4", options: "commit=1"}, {kind: "ext4", options: "commit=5"}, {kind: "ext4", options: "commit=1000"}, {kind: "xfs", options: "noatime"},
}

// newVolume makes an empty file system, not yet mounted.
func newVolume(t *testing.T, v volume) *volume {
	t.Helper()
	folder := t.TempDir()
	v.image, v.at = filepath.Join(folder, "image"), filepath.Join(folder, "at")
	size, mkfs := int64(96<<20), []string{"mkfs.ext4", "-q", "-F"}
	if v.kind == "xfs" {
		size, mkfs = 320<<20, []string{"mkfs.xfs", "-q", "-f"}
	}
	err := errors.Join(format(v.image, size, mkfs...), os.Mkdir(v.at, 0o700))
	if err != nil {
		t.Fatal(err)
	}
	return &v
}

// format makes an empty file system in a file of its own.
func format(image string, size int64, mkfs ...string) error {
	if err := os.WriteFile(image, nil, 0o600); err != nil {
		return err
	}
	return errors.Join(os.Truncate(image, size), command(mkfs[0], append(mkfs[1:], image)...))
}

func (v *volume) mount() error {
	return command("mount", "-t", v.kind, "-o", "loop,"+v.options, v.image, v.at)
}

// unmount waits for whoever still has a file open.
func (v *volume) unmount() error {
	var err error
	for range 200 {
		if err = unix.Unmount(v.at, 0); !errors.Is(err, unix.EBUSY) {
			return err
		}
		time.Sleep(10 * time.Millisecond)
	}
	return err
}

// cut ends all writing to the disk at this instant, and loses what no sync has
// written: the ioctl FS_IOC_SHUTDOWN with the flag "no flush of the log".
func (v *volume) cut() error {
	d, err := os.Open(v.at)
	if err != nil {
		return err
	}
	defer d.Close()
	const shutdown = 2<<30 | 4<<16 | 'X'<<8 | 125 // as _IOR('X', 125, uint32)
	noLogFlush := uint32(2)
	if _, _, errno := unix.Syscall(unix.SYS_IOCTL, d.Fd(), shutdown, uintptr(unsafe.Pointer(&noLogFlush))); errno != 0 {
		return fmt.Errorf("cutting the power of %s: %w", v.kind, errno)
	}
	return nil
}
