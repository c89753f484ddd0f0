package doctor

import (
	"context"
	"os"
	"path/filepath"
	"syscall"
)

// returned looks whether mail that comes back is read, and can be.
func (p *Patient) returned(context.Context) []Finding {
	const about = "returned mail"
	if p.Mail.Host == "" {
		return nil
	}
	if p.Mail.Bounces == "" {
		return bad(Look, about, "have the relay deliver what is sent to mail.from into a maildir, and name it in mail.bounces",
			"mail.bounces: what comes back is not read, so that an address which a later server refuses counts as told")
	}
	owner := -1
	if info, err := os.Stat(p.Data); err == nil {
		if st, ok := info.Sys().(*syscall.Stat_t); ok {
			owner = int(st.Uid)
		}
	}
	for _, name := range []string{"new", "cur"} {
		folder := filepath.Join(p.Mail.Bounces, name)
		info, err := os.Stat(folder)
		if err != nil || !info.IsDir() {
			return bad(Wrong, about, "mkdir -p "+folder+", owned by the daemon's account", "mail.bounces: there is no folder %s, so that nothing which comes back is read", folder)
		}
		st, ok := info.Sys().(*syscall.Stat_t)
		if ok && owner > 0 && int(st.Uid) != owner && info.Mode().Perm()&0o022 == 0 {
			return bad(Wrong, about, "let the daemon's account write to "+folder, "mail.bounces: %s belongs to account %d alone, and the daemon is account %d", folder, st.Uid, owner)
		}
	}
	return good(about, "what comes back is read from %s", p.Mail.Bounces)
}
