package doctor

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// permissions looks who can read what only the daemon may, and who can change
// what it believes.
func (p *Patient) permissions(context.Context) []Finding {
	const about = "files"
	var all []Finding
	folder := filepath.Dir(p.Data)
	if info, err := os.Stat(folder); err == nil && info.Mode().Perm()&0o077 != 0 {
		all = append(all, bad(Look, about, "chmod 0700 "+folder, "data: the folder %s can be entered by others (%04o)", folder, info.Mode().Perm())...)
	}
	for _, f := range p.Private {
		all = append(all, f.private(about)...)
	}
	for _, f := range p.Public {
		if info, err := os.Stat(f.Path); err == nil && info.Mode().Perm()&0o022 != 0 {
			all = append(all, bad(Wrong, about, "chmod go-w "+f.Path, "%s: %s can be changed by others than its owner (%04o)", f.Setting, f.Path, info.Mode().Perm())...)
		}
	}
	if len(all) == 0 {
		return good(about, "%d files that hold secrets or cases are their owner's alone", len(p.Private))
	}
	return all
}

func (f File) private(about string) []Finding {
	if f.Path == "" {
		return nil
	}
	info, err := os.Stat(f.Path)
	switch {
	case absent(err) && f.Setting == "data":
		return bad(Look, about, "start the daemon; it makes it", "%s: there is no store at %s yet", f.Setting, f.Path)
	case absent(err):
		return nil
	case err != nil:
		return bad(Look, about, "run doctor as the daemon's account or as root", "%s: %v", f.Setting, err)
	case info.Mode().Perm()&0o077 != 0:
		return bad(Wrong, about, "chmod 0600 "+f.Path, "%s: %s can be reached by others than its owner (%04o)", f.Setting, f.Path, info.Mode().Perm())
	}
	return nil
}

// account looks whose the store is.
func (p *Patient) account(context.Context) []Finding {
	const about = "account"
	info, err := os.Stat(p.Data)
	if err != nil {
		return nil
	}
	owner, ok := ownerOf(info)
	if !ok {
		return nil
	}
	if owner == 0 {
		return bad(Look, about, "give the daemon an account of its own: see Deploy in the README", "the store is root's, so the daemon runs as root")
	}
	if me := os.Geteuid(); me != 0 && me != owner {
		return bad(Look, about, fmt.Sprintf("run it by sudo -u \\#%d", owner), "doctor runs as another account (%d) than the daemon (%d), so it sees less", me, owner)
	}
	return good(about, "the store belongs to an account of its own (%d)", owner)
}

// ownerOf is the id of the account that a file belongs to.
func ownerOf(info os.FileInfo) (id int, known bool) {
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, false
	}
	return int(st.Uid), true
}
