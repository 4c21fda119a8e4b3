package doctor_test

import (
	"bytes"
	"maps"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hilo/app"
	"hilo/app/access"
	"hilo/app/clocktest"
	"hilo/app/desk"
	"hilo/app/doctor"
	"hilo/app/sitetest"
	"hilo/db"
	"hilo/db/dbtest"
)

// lying are the files below a folder, with what is in them.
func lying(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	ok(t, filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			all[path] = ""
			return err
		}
		text, err := os.ReadFile(path)
		all[path] = string(text)
		return err
	}))
	return all
}

func examination() app.Examination {
	return app.Examination{Within: time.Minute, Stream: 300 * time.Millisecond, Prompt: calm, Now: clocktest.Now, Tell: func(string) {}}
}

// A site that is served as README says has nothing to fix, and a trial mail arrives.
func TestSoundInstallation(t *testing.T) {
	t.Parallel()
	post := sitetest.OpenPostbox(t)
	site, roots := proxy{}.before(t, func(p *sitetest.Plan) { p.Post = post })
	dir := filepath.Dir(site.Plan.Config.Database)
	ok(t, os.Chmod(dir, 0o700))
	ok(t, desk.Reindex(t.Context(), site.DB))
	cfg := site.Plan.Config
	cfg.SMTP, cfg.Dev = "smtp://"+post.Addr, false
	x := examination()
	x.Roots, x.Send = roots, "me@example.org"
	r := app.Doctor(t.Context(), cfg, x)
	says(t, "sound", r, map[string]string{
		"settings": "^ok", "folder": "^ok", "secret": "^ok", "disk": "^ok", "memory": ".", "descriptors": ".", "database": "^ok", "migrations": "^ok", "search": "^ok the index has 0 tickets", "push": "^ok pushes with these keys go to 0 devices",
		"mail": "^ok the mail server took a trial mail", "server": "^ok", "public address": "^ok", "certificate": "^ok", "clock": "^ok", "client address": "^ok", "stream": "^ok", "upload": "^ok",
	})
	if all := post.All(); len(all) != 1 || all[0].Get("To") != "<me@example.org>" || !strings.Contains(post.Text(0), "correo") {
		t.Errorf("mails: %v", all)
	}
}

// Whatever is wrong in a place that nobody serves is told, with what to do; nothing is
// written there.
func TestInstallations(t *testing.T) {
	post := sitetest.OpenPostbox(t)
	none := func(l string) map[string]string { return map[string]string{"database": l} }
	for name, tt := range map[string]struct {
		change func(t *testing.T, dir string, cfg *app.Config)
		want   map[string]string
	}{
		"as it should be": {func(*testing.T, string, *app.Config) {}, none("^ok")},
		"not begun": {func(t *testing.T, dir string, _ *app.Config) { ok(t, os.RemoveAll(dir)) },
			map[string]string{"folder": "^not checked .*first start", "secret": "^not checked", "disk": "^not checked", "files": "^not checked", "database": "^not checked", "migrations": "^not checked", "search": "^not checked", "push": "^not checked"}},
		"open to all":      {func(t *testing.T, dir string, _ *app.Config) { ok(t, os.Chmod(dir, 0o755)) }, map[string]string{"folder": "^fix .*chmod 700 /"}},
		"open keys":        {func(t *testing.T, dir string, _ *app.Config) { ok(t, os.Chmod(dir+"/secret", 0o640)) }, map[string]string{"secret": "^fix .*chmod 600 /", "push": "^not checked"}},
		"lost keys":        {func(t *testing.T, dir string, _ *app.Config) { ok(t, os.Remove(dir+"/secret")) }, map[string]string{"secret": "^fix .*put the file back", "push": "^not checked"}},
		"half of the keys": {func(t *testing.T, dir string, _ *app.Config) { ok(t, os.Truncate(dir+"/secret", 16)) }, map[string]string{"secret": "^fix .*16 bytes", "push": "^not checked"}},
		"broken": {func(t *testing.T, dir string, _ *app.Config) {
			text, err := os.ReadFile(dir + "/hilo.db")
			ok(t, err)
			ok(t, os.WriteFile(dir+"/hilo.db", append(text[:len(text)/2:len(text)/2], bytes.Repeat([]byte{0xff}, len(text)-len(text)/2)...), 0o600))
		}, map[string]string{"database": "^fix .*hilo restore", "migrations": ".", "search": ".", "push": "."}},
		"no database at all": {func(t *testing.T, dir string, _ *app.Config) {
			ok(t, os.WriteFile(dir+"/hilo.db", []byte(strings.Repeat("some words ", 1000)), 0o600))
		}, map[string]string{"database": "^fix .*HILO_DATABASE", "migrations": "^not checked", "search": "^not checked", "push": "^not checked"}},
		"older": {changed("DELETE FROM migrations WHERE number = (SELECT max(number) FROM migrations)"),
			map[string]string{"migrations": "^fix .*lacks 1 migration .*hilo migrate", "search": "^not checked", "push": "^not checked"}},
		"newer": {changed("INSERT INTO migrations (number, lives) VALUES ('99990101000000', '')"),
			map[string]string{"migrations": "^fix a newer hilo", "search": "^not checked", "push": "^not checked"}},
		"another index": {changed("UPDATE settings SET value = 'x' WHERE name = 'search'"), map[string]string{"search": "^fix .*start the server anew"}},
		"not in the index": {changed("INSERT INTO people (id, email, created_at) VALUES (1, 'ana@example.com', '2000-01-01')",
			"INSERT INTO tickets (number, requester_id, topic, subject, status, proof, last_seq, public_seq, public_at, public_line, public_kind, created_at, updated_at) VALUES (12345678, 1, 'other', 'x', 'open', 'none', 1, 1, '2000-01-01', '', '', '2000-01-01', '2000-01-01')"),
			map[string]string{"search": "^fix 1 of 1 ticket are not found.*hilo migrate --reindex"}},
		"demo":      {changed("INSERT INTO settings (name, value) VALUES ('demo', '')"), map[string]string{"settings": "^fix .*demo world"}},
		"full":      {func(_ *testing.T, _ string, cfg *app.Config) { cfg.DiskFiles = 1 << 60 }, map[string]string{"disk": "^fix .*no files are taken"}},
		"all full":  {func(_ *testing.T, _ string, cfg *app.Config) { cfg.DiskAll, cfg.DiskFiles = 1<<60, 1<<61 }, map[string]string{"disk": "^fix .*only read and sign in"}},
		"no mail":   {func(_ *testing.T, _ string, cfg *app.Config) { cfg.SMTP = "" }, map[string]string{"settings": "^fix HILO_SMTP is not set.*--settings", "mail": "^not checked"}},
		"mail away": {func(_ *testing.T, _ string, cfg *app.Config) { cfg.SMTP = "smtp://127.0.0.1:1" }, map[string]string{"mail": "^fix mail server 127.0.0.1:1: .*refused"}},
		"closed":    {closed, none("^ok")},
		"a slip":    {func(*testing.T, string, *app.Config) {}, map[string]string{"settings": "^fix HILO_UR is no setting"}},
	} {
		t.Run(name, func(t *testing.T) {
			root := t.TempDir()
			dir := filepath.Join(root, "data")
			ok(t, os.Mkdir(dir, 0o700))
			cfg := app.Config{Addr: nobody(t), Database: dir + "/hilo.db", Files: dir + "/files", SecretFile: dir + "/secret", SMTP: "smtp://" + post.Addr, Name: "Hilo", Locale: "es", Timezone: "UTC", DiskFiles: -1, DiskAll: -1}
			cfg.URL = "http://" + cfg.Addr
			ok(t, os.Mkdir(cfg.Files, 0o700))
			dbtest.Write(t, cfg.Database)
			_, err := access.LoadSecret(cfg.SecretFile)
			ok(t, err)
			changed("INSERT INTO settings (name, value) VALUES ('search', '4') ON CONFLICT DO NOTHING")(t, dir, &cfg)
			tt.change(t, dir, &cfg)
			before := lying(t, root)
			x := examination()
			if name == "a slip" {
				x.Slips = []string{"HILO_UR is no setting, did you mean HILO_URL?"}
			}
			r := app.Doctor(t.Context(), cfg, x)
			for _, check := range []string{"server", "public address", "certificate", "clock", "client address", "stream", "upload", "descriptors"} {
				tt.want[check] = "^not checked"
			}
			tt.want["memory"] = "."
			says(t, name, r, tt.want)
			if after := lying(t, root); !maps.Equal(before, after) {
				t.Error("something was written")
			}
		})
	}
}

// nobody is an address where nobody listens.
func nobody(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	ok(t, err)
	defer ln.Close()
	return ln.Addr().String()
}

// changed changes the database of an installation, and closes it.
func changed(statements ...string) func(*testing.T, string, *app.Config) {
	return func(t *testing.T, _ string, cfg *app.Config) {
		t.Helper()
		d, err := db.Open(t.Context(), cfg.Database)
		ok(t, err)
		for _, s := range statements {
			_, err := d.DB.ExecContext(t.Context(), s)
			ok(t, err)
		}
		ok(t, d.Close())
	}
}

// closed leaves nothing beside the database.
func closed(t *testing.T, dir string, _ *app.Config) {
	if _, err := os.Stat(dir + "/hilo.db-wal"); err == nil {
		t.Error("there is a log beside it")
	}
}

// Settings that no command takes come first.
func TestSettingsComeFirst(t *testing.T) {
	cfg := app.Config{URL: "http://help.example.com", Database: filepath.Join(t.TempDir(), "hilo.db")}
	x := examination()
	x.Slips = []string{"HILO_UR is no setting"}
	if r := app.Doctor(t.Context(), cfg, x); r.Fixes() != 1 || !strings.Contains(r[0].Says, "https://") || !strings.Contains(r[0].Says, "HILO_UR is") || r[1].Result != doctor.NotChecked {
		t.Errorf("%+v", r)
	}
}
