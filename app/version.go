package app

import (
	"fmt"
	"runtime/debug"
)

// Release is the number of this program: CHANGELOG.md begins with it, and packages bear it.
const Release = "0.1.0"

// Version names the program and what it was built from: the commit where that is known, with
// a plus where the sources held more than that.
func Version() string {
	info, known := debug.ReadBuildInfo()
	if !known {
		return "hilo " + Release
	}
	built := map[string]string{}
	for _, s := range info.Settings {
		built[s.Key] = s.Value
	}
	commit := built["vcs.revision"]
	if commit == "" {
		return fmt.Sprintf("hilo %s (%s)", Release, info.GoVersion)
	}
	if built["vcs.modified"] == "true" {
		commit += "+"
	}
	return fmt.Sprintf("hilo %s (%s, %s)", Release, commit, info.GoVersion)
}
