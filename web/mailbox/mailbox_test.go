package mailbox_test

import (
	"strings"
	"testing"

	"caseclock/web/mailbox"
	"caseclock/web/pagetest"
)

// A mail is shown as text, and its link into the site can be followed.
func TestMailbox(t *testing.T) {
	mails := []mailbox.Mail{{ID: "chair-1-1", To: "chair-1", Subject: "Timescales", Date: pagetest.Now,
		Text: "See <http://127.0.0.1:8420/cases/abc> or http://127.0.0.1:84201/x\n<script>alert(1)</script>"}}
	s := pagetest.New(t, 0, mailbox.Routes("http://127.0.0.1:8420", func() []mailbox.Mail { return mails })...)
	if a := s.Get("", "/mailbox"); a.Status != 200 || !strings.Contains(a.Body, `href="/mailbox/chair-1-1"`) {
		t.Errorf("%d\n%s", a.Status, a.Body)
	}
	a := s.Get("", "/mailbox/chair-1-1")
	if !strings.Contains(a.Body, `<a href="/cases/abc">http://127.0.0.1:8420/cases/abc</a>`) || strings.Contains(a.Body, "<script>") || strings.Contains(a.Body, `href="http`) {
		t.Errorf("%s", a.Body)
	}
	if a := s.Get("", "/mailbox/other"); a.Status != 404 {
		t.Errorf("a mail that is not there: %d", a.Status)
	}
}
