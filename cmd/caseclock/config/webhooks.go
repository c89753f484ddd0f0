package config

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"caseclock/engine"
)

// Webhook is another program that is told of breaches.
type Webhook struct {
	URL         string   `mapstructure:"url"`         // https, or http to this machine
	SecretFile  string   `mapstructure:"secret_file"` // a file whose first line is the secret that signs
	Authorities []string `mapstructure:"authorities"` // whose cases it is told of, by ids; none: all
	Private     bool     `mapstructure:"private"`     // it may be at a private address
}

// Secret reads the secret that signs what a webhook is told.
func (w *Webhook) Secret() ([]byte, error) {
	content, err := os.ReadFile(w.SecretFile)
	if err != nil {
		return nil, err
	}
	first, _, _ := strings.Cut(string(content), "\n")
	return engine.HookSecret(strings.TrimSuffix(first, "\r"))
}

func (k *checker) webhooks() {
	for i := range k.c.Webhooks {
		w, path := &k.c.Webhooks[i], fmt.Sprintf("webhooks[%d]", i)
		if err := engine.CheckHookURL(w.URL); err != nil {
			k.fault(path+".url", "%v", err)
		}
		if slices.IndexFunc(k.c.Webhooks, func(o Webhook) bool { return o.URL == w.URL }) < i {
			k.fault(path+".url", "is there already; accepted is each address once")
		}
		switch {
		case w.SecretFile == "":
			k.fault(path+".secret_file", "missing; accepted is the name of a file whose first line is the secret")
		case k.file(path+".secret_file", w.SecretFile):
			if _, err := w.Secret(); err != nil {
				k.fault(path+".secret_file", "%v", err)
			}
		}
		k.authoritiesOf(path, w.Authorities)
	}
}

// hidden are webhooks without the paths of their addresses, which can be
// secret.
func hidden(all []Webhook) []Webhook {
	all = slices.Clone(all)
	for i := range all {
		all[i].URL = hostOnly(all[i].URL)
	}
	return all
}
