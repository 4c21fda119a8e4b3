package web_test

import (
	"os"
	"path/filepath"
	"testing"

	"hilo/app/sitetest"
)

// That the backups of the server fail stands above the desk of admins, with the cause, until
// one succeeds.
func TestAdminsReadThatBackupsFail(t *testing.T) {
	to := t.TempDir()
	hurdle := filepath.Join(to, "lock")
	if err := os.Mkdir(hurdle, 0o700); err != nil {
		t.Fatal(err)
	}
	site := sitetest.Start(t, func(p *sitetest.Plan) { p.Config.Backup = to + "?every=1000h" })
	admin, agent := site.As("admin"), site.As("sam")
	ana := site.As("ana")
	has(t, ana.Get("/settings"), 200, "hasta 584 días más")
	const line = "La última copia de seguridad falló"
	has(t, admin.Get("/desk"), 200, "!"+line)
	site.MakeBackup(t.Context())
	has(t, admin.Get("/desk"), 200, line, hurdle)
	has(t, agent.Get("/desk"), 200, "!"+line, "!"+hurdle)
	if err := os.Remove(hurdle); err != nil {
		t.Fatal(err)
	}
	site.MakeBackup(t.Context())
	has(t, admin.Get("/desk"), 200, "!"+line)
	if made, err := filepath.Glob(filepath.Join(to, "*", "manifest")); err != nil || len(made) == 0 {
		t.Errorf("%v, %v", made, err)
	}
}
