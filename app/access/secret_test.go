package access

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// The secret is made once, for its owner's eyes.
func TestSecret(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data", "secret")
	one, err := LoadSecret(path)
	must(t, err)
	two, err := LoadSecret(path)
	must(t, err)
	if one.AccountTag(7) != two.AccountTag(7) || one.AccountTag(7) == one.AccountTag(8) || string(one.pepper) == string(one.links) {
		t.Error("keys are not as they should be")
	}
	if fmt.Sprint(one) != "secret" {
		t.Error("it can be printed")
	}
	info, err := os.Stat(path)
	must(t, err)
	if info.Mode().Perm() != 0o600 || info.Size() != 32 {
		t.Errorf("mode %v, size %d", info.Mode(), info.Size())
	}
	must(t, os.Chmod(path, 0o640))
	if _, err := LoadSecret(path); err == nil {
		t.Error("open to the group")
	}
	must(t, os.Chmod(path, 0o600))
	must(t, os.WriteFile(path, []byte("short"), 0o600))
	if _, err := LoadSecret(path); err == nil {
		t.Error("half a secret")
	}
}
