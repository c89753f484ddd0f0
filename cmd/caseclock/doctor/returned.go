package doctor

import (
	"context"
	"os"
	"path/filepath"
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
	daemon := 0 // root, who may write anywhere, where it is not known
	if info, err := os.Stat(p.Data); err == nil {
		daemon, _ = ownerOf(info)
	}
	for _, name := range []string{"new", "cur"} {
		folder := filepath.Join(p.Mail.Bounces, name)
		info, err := os.Stat(folder)
		if err != nil || !info.IsDir() {
			return bad(Wrong, about, "mkdir -p "+folder+", owned by the daemon's account", "mail.bounces: there is no folder %s, so that nothing which comes back is read", folder)
		}
		owner, known := ownerOf(info)
		if known && daemon > 0 && owner != daemon && info.Mode().Perm()&0o022 == 0 {
			return bad(Wrong, about, "let the daemon's account write to "+folder, "mail.bounces: %s belongs to account %d alone, and the daemon is account %d", folder, owner, daemon)
		}
	}
	return good(about, "what comes back is read from %s", p.Mail.Bounces)
}
