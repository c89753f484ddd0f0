//go:build trial

package disk_test

import (
	"context"
	"slices"
	"sync"
	"syscall"
	"testing"

	"github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
)

// opKind is what a disk was asked.
type opKind byte

const (
	opCreate  opKind = iota // Name leads to the new File
	opWrite                 // Data at Off
	opSize                  // File is Off bytes long
	opSync                  // File, with what came before
	opRename                // Name becomes To
	opRemove                // Name
	opSyncDir               // names, with what came before
	opTold                  // Data is what was told of answers; no disk was asked
)

// op is one thing that was asked, in the order in which it was done.
type op struct {
	Kind     opKind
	File     int
	Off      int64
	Data     []byte
	Name, To string
}

// toldName is the file whose writes are the ledger's marks.
const toldName = "told"

// recorder is a file system that notes what is asked of it and asks it of another.
type recorder struct {
	mu    sync.Mutex
	ops   []op
	files map[uint64]int // by inode
}

// done does something and notes it; nothing comes between the two.
func (r *recorder) done(do func() syscall.Errno, note func() op) syscall.Errno {
	r.mu.Lock()
	defer r.mu.Unlock()
	errno := do()
	if errno == 0 {
		r.ops = append(r.ops, note())
	}
	return errno
}

func (r *recorder) file(ino uint64) int {
	if n, known := r.files[ino]; known {
		return n
	}
	n := len(r.files)
	r.files[ino] = n
	return n
}

type recordedNode struct {
	*fs.LoopbackNode
	r *recorder
}

func (n *recordedNode) WrapChild(_ context.Context, ops fs.InodeEmbedder) fs.InodeEmbedder {
	return &recordedNode{ops.(*fs.LoopbackNode), n.r}
}

func (n *recordedNode) Create(ctx context.Context, name string, flags, mode uint32, out *fuse.EntryOut) (*fs.Inode, fs.FileHandle, uint32, syscall.Errno) {
	n.r.mu.Lock()
	defer n.r.mu.Unlock()
	node, h, ff, errno := n.LoopbackNode.Create(ctx, name, flags, mode, out)
	if errno != 0 {
		return node, h, ff, errno
	}
	if name == toldName {
		return node, &recordedFile{h.(*fs.LoopbackFile), n.r, -1}, ff, 0
	}
	delete(n.r.files, out.Ino) // the number may have been another's
	file := n.r.file(out.Ino)
	n.r.ops = append(n.r.ops, op{Kind: opCreate, File: file, Name: name})
	return node, &recordedFile{h.(*fs.LoopbackFile), n.r, file}, ff, 0
}

func (n *recordedNode) Open(ctx context.Context, flags uint32) (fs.FileHandle, uint32, syscall.Errno) {
	h, ff, errno := n.LoopbackNode.Open(ctx, flags)
	if errno != 0 {
		return h, ff, errno
	}
	n.r.mu.Lock()
	defer n.r.mu.Unlock()
	return &recordedFile{h.(*fs.LoopbackFile), n.r, n.r.file(n.StableAttr().Ino)}, ff, 0
}

func (n *recordedNode) Setattr(ctx context.Context, h fs.FileHandle, in *fuse.SetAttrIn, out *fuse.AttrOut) syscall.Errno {
	size, sized := in.GetSize()
	own, ok := h.(*recordedFile)
	if ok {
		h = own.LoopbackFile
	}
	if !sized {
		return n.LoopbackNode.Setattr(ctx, h, in, out)
	}
	return n.r.done(func() syscall.Errno { return n.LoopbackNode.Setattr(ctx, h, in, out) },
		func() op { return op{Kind: opSize, File: n.r.file(n.StableAttr().Ino), Off: int64(size)} })
}

func (n *recordedNode) Rename(ctx context.Context, name string, parent fs.InodeEmbedder, to string, flags uint32) syscall.Errno {
	return n.r.done(func() syscall.Errno {
		return n.LoopbackNode.Rename(ctx, name, parent.(*recordedNode).LoopbackNode, to, flags)
	}, func() op { return op{Kind: opRename, Name: name, To: to} })
}

func (n *recordedNode) Unlink(ctx context.Context, name string) syscall.Errno {
	return n.r.done(func() syscall.Errno { return n.LoopbackNode.Unlink(ctx, name) }, func() op { return op{Kind: opRemove, Name: name} })
}

func (n *recordedNode) OpendirHandle(ctx context.Context, flags uint32) (fs.FileHandle, uint32, syscall.Errno) {
	h, ff, errno := n.LoopbackNode.OpendirHandle(ctx, flags)
	if errno != 0 {
		return h, ff, errno
	}
	return &recordedFolder{h.(readFolder), n.r}, ff, 0
}

type readFolder interface {
	fs.FileReaddirenter
	fs.FileReleasedirer
}

type recordedFolder struct {
	readFolder
	r *recorder
}

func (f *recordedFolder) Fsyncdir(context.Context, uint32) syscall.Errno {
	return f.r.done(func() syscall.Errno { return 0 }, func() op { return op{Kind: opSyncDir} })
}

type recordedFile struct {
	*fs.LoopbackFile
	r    *recorder
	file int // -1: what is told
}

// PassthroughFd would let writes by without us.
func (f *recordedFile) PassthroughFd() (int, bool) { return 0, false }

func (f *recordedFile) Write(ctx context.Context, data []byte, off int64) (n uint32, errno syscall.Errno) {
	errno = f.r.done(func() (errno syscall.Errno) {
		n, errno = f.LoopbackFile.Write(ctx, data, off)
		return errno
	}, func() op {
		if f.file < 0 {
			return op{Kind: opTold, Data: slices.Clone(data[:n])}
		}
		return op{Kind: opWrite, File: f.file, Off: off, Data: slices.Clone(data[:n])}
	})
	return n, errno
}

func (f *recordedFile) Fsync(ctx context.Context, flags uint32) syscall.Errno {
	return f.r.done(func() syscall.Errno { return f.LoopbackFile.Fsync(ctx, flags) },
		func() op { return op{Kind: opSync, File: f.file} })
}

func (f *recordedFile) Allocate(context.Context, uint64, uint64, uint32) syscall.Errno {
	return syscall.ENOTSUP // not noted, so not done
}

// newRecorder mounts a recorder over an empty folder in memory.
func newRecorder(t *testing.T) (r *recorder, at string) {
	t.Helper()
	root, err := fs.NewLoopbackRoot(inMemory(t))
	if err != nil {
		t.Fatal(err)
	}
	r, at = &recorder{files: map[uint64]int{}}, t.TempDir()
	o := &fs.Options{MountOptions: fuse.MountOptions{DirectMountStrict: true, FsName: "recorder", Name: "recorder"}}
	server, err := fs.Mount(at, &recordedNode{root.(*fs.LoopbackNode), r}, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Unmount(); err != nil {
			t.Error(err)
		}
	})
	return r, at
}
