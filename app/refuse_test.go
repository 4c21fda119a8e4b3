package app_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"hilo/app"
)

// What cannot work is refused with a sentence that names the setting.
func refuses(t *testing.T, file string) {
	ctx := within(t, time.Minute)
	site := found(t, file)
	for _, tt := range []struct {
		setting, says string
	}{
		{"HILO_SMTP=", "HILO_SMTP is not set"},
		{"HILO_SMTP=ftp://127.0.0.1", "HILO_SMTP"},
		{"HILO_URL=http://help.example.com", "HILO_URL"},
		{"HILO_URL=help", "HILO_URL"},
		{"HILO_URL=https://help.example.com?from=mail", "HILO_URL"},
		{"HILO_URL=https://ana:secret@help.example.com", "HILO_URL"},
		{"HILO_ADDR=3000", "HILO_ADDR"},
		{"HILO_DATABASE=postgres://127.0.0.1/hilo", "HILO_DATABASE: serving on PostgreSQL is not built yet"},
		{"HILO_DATABASE=/dev/null/hilo.db", "HILO_DATABASE: mkdir"},
		{"HILO_DATABASE=" + site.Dir, "HILO_DATABASE: open database"},
		{"HILO_FILES=s3://bucket", "HILO_FILES_KEY and HILO_FILES_SECRET"},
		{"HILO_FILES=gs://bucket", "HILO_FILES: must be a folder, or a bucket"},
		{"HILO_FILES_SPOOL=much", "HILO_FILES_SPOOL: must be a size like 500MB"},
		{"HILO_METRICS=9464", "HILO_METRICS must be host:port"},
		{"HILO_METRICS=" + site.Post.Addr, "HILO_METRICS: listen"}, // taken
		{"HILO_LOCALE=fr", "HILO_LOCALE"},
		{"HILO_TIMEZONE=Mars", "HILO_TIMEZONE"},
		{"HILO_ID_PATTERNS=(", "HILO_ID_PATTERNS"},
		{`HILO_ID_PATTERNS=\bOP\d+`, "HILO_ID_PATTERNS"},
		{"HILO_MAIL_DELAY=-1s", "HILO_MAIL_DELAY"},
		{"HILO_MAIL_DELAY=soon", `HILO_MAIL_DELAY: must be a time like 5m, not "soon"`},
		{"HILO_CODES_NETWORK=many", `HILO_CODES_NETWORK: must be a number, not "many"`},
		{"HILO_BACKUP=?every=24h", "HILO_BACKUP must be like"},
		{"HILO_BACKUP=away?every=soon", "HILO_BACKUP must be like"},
		{"HILO_BACKUP=away?every=1s", "HILO_BACKUP must be like"},
		{"HILO_BACKUP=away?keep=0", "HILO_BACKUP must be like"},
		{"HILO_BACKUP=away?secrets=maybe", "HILO_BACKUP must be like"},
		{"HILO_BACKUP=away?often=yes", "HILO_BACKUP must be like"},
		{"HILO_BACKUP=" + site.Dir + "/backups", "HILO_BACKUP: " + site.Dir + "/backups lies inside the installation"},
		{"HILO_DISK_ALL=much", "HILO_DISK_ALL: must be a size like 500MB"},
		{"HILO_SMPT=smtp://127.0.0.1 HILO_SMTP=", "HILO_SMPT is no setting, did you mean HILO_SMTP?"},
		{"HILO_PROXY=everyone", "HILO_PROXY"},
		{"HILO_DEV=perhaps", `HILO_DEV: must be on or off, not "perhaps"`},
		{"HILO_ALLOW_PROGRAMS=perhaps", "HILO_ALLOW_PROGRAMS: must be on or off"},
		{"HILO_DEV=1 HILO_URL=https://help.example.com", "HILO_DEV"},
		{"HILO_DEV=1 HILO_ADDR=0.0.0.0:0", "HILO_DEV"},
		{"HILO_MAIL_FROM=nobody", "HILO_MAIL_FROM"},
		{"HILO_ADDR=" + site.Post.Addr, "HILO_ADDR"}, // taken
	} {
		site.Env = strings.Fields(tt.setting)
		code, _, said, err := site.Run(ctx, "serve")
		ok(t, err)
		if code != 1 || !strings.Contains(said, tt.says) || strings.Contains(said, "goroutine ") || strings.Count(said, "\n") > 2 {
			t.Errorf("%s: exits %d and says %q", tt.setting, code, said)
		}
	}
}

// A setting may be empty, a switch on or off, and a list have spaces.
func takes(t *testing.T, file string) {
	ctx := within(t, time.Minute)
	site := found(t, file)
	site.Env = []string{"HILO_DEV=", "HILO_PUSH_ALLOW_LOOPBACK=on", "HILO_ALLOW_PROGRAMS=On", "HILO_PUSH_DELAY=", "HILO_TIMEZONE=", "HILO_NAME=", "HILO_PROXY=10.0.0.0/8, 127.0.0.1"}
	if _, code := serve(ctx, t, site).Stop(); code != 0 {
		t.Errorf("serve exited %d", code)
	}
	if said := site.Log(); !strings.Contains(said, "listens on "+site.Addr+", for people at "+site.URL) {
		t.Errorf("serve says %q", said)
	}
	site.Env = []string{"HILO_SMTP=smtp://ana:secret@127.0.0.1:1"} // nothing answers there
	running := serve(ctx, t, site)
	for !strings.Contains(site.Log(), "HILO_SMTP: the mail server does not let us in") && ctx.Err() == nil {
		time.Sleep(time.Millisecond)
	}
	if said := site.Log(); !strings.Contains(said, "127.0.0.1:1") || strings.Contains(said, "secret") || strings.Contains(said, "ana") {
		t.Errorf("serve says %q", said)
	}
	running.Stop()
	site.Env = []string{"HILO_URL=", "HILO_SMTP="} // the data folder is enough
	if code, link, said, err := site.Run(ctx, "staff", "add", "sam@example.com", "--name", "Sam"); err != nil || code != 0 || !strings.HasPrefix(link, site.URL+"/staff/") {
		t.Errorf("staff add exits %d with %q and says %q, %v", code, link, said, err)
	}
	site.Env = []string{"HILO_DEV=off", "HILO_SMTP="}
	if code, _, said, err := site.Run(ctx, "serve"); err != nil || code != 1 || !strings.Contains(said, "HILO_SMTP is not set") {
		t.Errorf("with HILO_DEV=off: exits %d and says %q, %v", code, said, err)
	}
}

// What serve would refuse, the other commands refuse too, and leave nothing behind.
func refusesBeside(t *testing.T, file string) {
	ctx := within(t, time.Minute)
	site := found(t, file)
	site.Env = []string{"HILO_DATABASE=postgres://127.0.0.1:1/hilo"}
	for _, command := range []string{"backup away", "restore away"} {
		code, _, said, err := site.Run(ctx, strings.Fields(command)...)
		if ok(t, err); code != 1 || !strings.Contains(said, "use pg_dump and pg_restore") {
			t.Errorf("%s on PostgreSQL exits %d and says %q", command, code, said)
		}
	}
	for _, command := range []string{"migrate", "staff remove ana@example.com", "jobs"} {
		code, _, said, err := site.Run(ctx, strings.Fields(command)...)
		if ok(t, err); code != 1 || !strings.Contains(said, "not built yet") {
			t.Errorf("%s on PostgreSQL exits %d and says %q", command, code, said)
		}
	}
	if left, err := os.ReadDir(site.Dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// One serves a data folder at a time; demo people are never served to real ones.
func refusesFolder(t *testing.T, file string) {
	ctx := within(t, time.Minute)
	site := found(t, file)
	site.Env = []string{"HILO_DEV=1", "HILO_SMTP="}
	running := serve(ctx, t, site)
	for _, command := range []string{"serve", "migrate"} {
		code, _, said, err := site.Run(ctx, command)
		if ok(t, err); code != 1 || !strings.Contains(said, "data folder") || !strings.Contains(said, site.Dir) {
			t.Errorf("a second %s exits %d and says %q", command, code, said)
		}
	}
	if _, code := running.Stop(); code != 0 {
		t.Errorf("serve exited %d", code)
	}
	site.Env = nil
	code, _, said, err := site.Run(ctx, "serve")
	if ok(t, err); code != 1 || !strings.Contains(said, "HILO_DATABASE") || !strings.Contains(said, "demo") {
		t.Errorf("the demo world without HILO_DEV: exits %d and says %q", code, said)
	}
}

// Commands that only tell something exit 0; what is typed wrong is answered.
func tells(t *testing.T, file string) {
	ctx := within(t, time.Minute)
	site := found(t, file)
	for _, tt := range []struct {
		args string
		code int
		says string
	}{
		{"help", 0, "HILO_SMTP"},
		{"--help", 0, "HILO_SMTP"},
		{"version", 0, "hilo " + app.Release + " ("},
		{"--version", 0, "hilo " + app.Release + " ("},
		{"sevre", 1, `did you mean "serve"?`},
		{"staf add ana@example.com", 1, `did you mean "staff"?`},
		{"staff ad ana@example.com", 1, `did you mean "add"?`},
		{"serve --mail-dely 5m", 1, `did you mean "--mail-delay"?`},
		{"tarantula", 1, "unexpected argument tarantula (hilo help lists all)"},
		{"backup", 1, `expected "<dir>"`},
		{"backup away", 1, "hilo.db is not there: give the command in the folder of the service"},
		{"backup away --keep=-1", 1, "--keep must not be negative"},
		{"backup away --keep few", 1, "--keep: must be a number"},
		{"restore", 1, `expected "<from>"`},
		{"restore away", 1, "away is not there"},
		{"jobs", 1, "hilo.db is not there: give the command in the folder of the service"},
		{"doctor --within soon", 1, "--within: must be a time like 5m"},
		{"doctor --settings none.env", 1, "none.env"},
		{"staff remove nobody@example.com", 1, "hilo: "},
	} {
		code, out, said, err := site.Run(ctx, strings.Fields(tt.args)...)
		if ok(t, err); code != tt.code || !strings.Contains(out+said, tt.says) {
			t.Errorf("hilo %s: exits %d and says %q", tt.args, code, out+said)
		}
	}
	_, help, _, err := site.Run(ctx, "help")
	ok(t, err)
	for name := range strings.FieldsSeq("ADDR URL DATABASE FILES SECRET_FILE SMTP MAIL_FROM PUSH_DELAY MAIL_DELAY PUSH_ALLOW_LOOPBACK PROXY NAME LOCALE DEV TIMEZONE METRICS ID_PATTERNS BACKUP") {
		if !strings.Contains(help, "$HILO_"+name) || !strings.Contains(help, "--"+strings.ToLower(strings.ReplaceAll(name, "_", "-"))) {
			t.Errorf("hilo help does not list HILO_%s", name)
		}
	}
}
