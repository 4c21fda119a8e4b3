package logtest

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

func TestMain(m *testing.M) { os.Exit(Main(m)) }

// What is said and logged is seen if a test fails, and only then.
func TestShownOnFailureOnly(t *testing.T) {
	switch os.Getenv("LOGTEST") {
	case "pass", "fail":
		noise()
		if os.Getenv("LOGTEST") == "fail" {
			t.Error("on purpose")
		}
		return
	}
	for _, how := range []string{"pass", "fail"} {
		cmd := exec.Command(os.Args[0], "-test.run=^TestShownOnFailureOnly$")
		cmd.Env = append(os.Environ(), "LOGTEST="+how)
		out, _ := cmd.CombinedOutput()
		for _, words := range []string{"slog says", "log says", "stderr says"} {
			if strings.Contains(string(out), words) != (how == "fail") {
				t.Errorf("%s: %s: %s", how, words, out)
			}
		}
		if how == "pass" && strings.TrimSpace(string(out)) != "PASS" {
			t.Errorf("a run that passes prints %q", out)
		}
	}
}
