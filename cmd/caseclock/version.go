package main

import (
	"fmt"
	"io"
	"runtime/debug"

	"caseclock/cmd/caseclock/parts"

	"github.com/spf13/cobra"
)

func versionCommand(a *app) *cobra.Command {
	var licences, bill bool
	c := &cobra.Command{
		Use:   "version",
		Short: "Show the version, the licences, or the list of parts",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			switch {
			case licences && bill:
				return wrongWords("--licences and --parts are asked for together; accepted is one of both")
			case licences:
				_, err := io.WriteString(a.out, parts.Licences())
				return err
			case bill:
				return parts.Write(a.out)
			}
			_, err := fmt.Fprintln(a.out, "caseclock", version())
			return err
		},
	}
	c.Flags().BoolVar(&licences, "licences", false, "print the licences of all that is built into the program")
	c.Flags().BoolVar(&bill, "parts", false, "print the list of parts (CycloneDX 1.6, JSON)")
	return c
}

// version is what the build recorded.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	v := info.Main.Version
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && (v == "" || v == "(devel)") {
			v = s.Value
		}
	}
	if v == "" {
		v = "(devel)"
	}
	return v + " " + info.GoVersion
}
