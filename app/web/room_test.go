package web_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"hilo/app/desk"
	"hilo/app/sitetest"
)

// filled is how many bytes lie in the folder of attachments.
func filled(t *testing.T, site *sitetest.Site) (n int64) {
	t.Helper()
	err := filepath.WalkDir(site.Plan.Config.Files, func(_ string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			info, err := e.Info()
			if err != nil {
				return err
			}
			n += info.Size()
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// big is a file of n bytes, another each time.
func big(n int, mark string) sitetest.File {
	return sitetest.File{Name: mark + ".log", Body: append([]byte(mark), bytes.Repeat([]byte{'a'}, n-len(mark))...)}
}

const mb = 1 << 20

// Whatever is refused leaves nothing behind but what its person's box shows, and that has
// an end: in one message, and in all that one person has not sent.
func TestRefusedFormsLeaveNothing(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t, func(p *sitetest.Plan) { p.Config.Waiting = 4 * mb })
	one, other := site.Ticket(ana, desk.StatusOpen), site.Ticket(ana, desk.StatusOpen)
	b, begun := site.As(ana), filled(t, site)
	long := url.Values{"body": {strings.Repeat("a", desk.MaxBody+1)}}
	for i := range 12 {
		ticket := []*desk.Ticket{one, other}[i%2]
		if a := b.Upload(ticket.Path()+"/replies", long, big(mb, string(rune('a'+i)))); a.Status != 422 {
			t.Errorf("%d", a.Status)
		}
	}
	if n := filled(t, site) - begun; n > 4*mb {
		t.Errorf("%d bytes of refused replies", n)
	}
	if a := site.As(ana).Upload("/uploads", url.Values{"ticket": {"new"}}, big(mb, "x")); a.Status != 429 || !strings.Contains(a.Body, catalogue(t).In("es", nil).T("files.waiting")) {
		t.Errorf("an upload beyond it: %d %.300s", a.Status, text(t, a.Body))
	}
	before := filled(t, site)
	if a := site.As(ana).With("Sec-Fetch-Site", "none").Upload("/share", url.Values{"text": {"Mirad"}}, big(mb, "y")); a.Status != 429 || !strings.Contains(a.Body, "Mirad") {
		t.Errorf("shared beyond it: %d", a.Status)
	}
	nobody := url.Values{"topic": {"other"}, "subject": {""}, "body": {"Hola"}, "email": {"nadie@example.com"}}
	for i := range 5 {
		if a := site.Stranger().Upload("/tickets", nobody, big(mb, "n"+string(rune('a'+i)))); a.Status != 422 {
			t.Errorf("nobody: %d", a.Status)
		}
	}
	if a := b.Post(one.Path()+"/replies", url.Values{"body": {"Hola"}}); a.Status != 303 {
		t.Errorf("words: %d", a.Status)
	}
	site.Set("UPDATE limits SET tat = ? WHERE bucket LIKE 'replies/%'", site.Plan.Now().Add(100*time.Second).UnixMicro())
	if a := b.Upload(one.Path()+"/replies", url.Values{"body": {"Hola"}}, big(mb, "z")); a.Status != 429 || !strings.Contains(a.Body, "Hola") {
		t.Errorf("without a budget: %d", a.Status)
	}
	if n := filled(t, site); n != before {
		t.Errorf("%d bytes more", n-before)
	}
	noLeftovers(t, site)
}

// One content comes twice, and one of the forms is refused: the other keeps its file.
func TestRefusedTwinKeepsTheOther(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	ticket := site.Ticket(ana, desk.StatusOpen)
	file := big(mb, "twin")
	nobody := url.Values{"topic": {"other"}, "subject": {"Hola"}, "body": {"Hola"}, "email": {"nadie@example.com"}}
	refused := url.Values{"topic": {"other"}, "subject": {""}, "body": {"Hola"}, "email": {"nadie@example.com"}}
	for _, first := range []string{"refused", "taken"} {
		if first == "refused" {
			site.Stranger().Upload("/tickets", refused, file)
		}
		if a := site.As(ana).Upload(ticket.Path()+"/replies", url.Values{"body": {"Hola"}}, file); a.Status != 303 {
			t.Fatal(a.Status)
		}
		site.Stranger().Upload("/tickets", refused, file)
		e := site.Last(ticket.Number)
		if a := site.As(sam).Get("/files/" + e.Files()[0].ID); a.Status != 200 || a.Body != string(file.Body) {
			t.Errorf("%s first: %d", first, a.Status)
		}
	}
	if a := site.Stranger().Upload("/tickets", nobody, file); a.Status != 201 {
		t.Errorf("%d", a.Status)
	}
	if n := filled(t, site); n > 2*mb {
		t.Errorf("%d bytes", n)
	}
}

// A day has its bytes: of one person, whatever others send; of nobody, by network, and of
// all strangers. Words are not files, and are read and kept whatever the budget says.
func TestBytesOfADay(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t, func(p *sitetest.Plan) {
		p.Config.DayBytes, p.Config.NobodyDay, p.Config.Strangers, p.Config.Proxy = 3*mb, 2*mb, 7*mb, []string{"127.0.0.1"}
	})
	mine, his := site.Ticket(ana, desk.StatusOpen), site.Ticket(luis, desk.StatusOpen)
	say := url.Values{"body": {"Mirad"}}
	first, second := site.As(ana), site.As(luis)
	send := func(b *sitetest.Browser, ticket *desk.Ticket, mark string) sitetest.Answer {
		return b.Upload(ticket.Path()+"/replies", say, big(mb, mark))
	}
	for _, mark := range []string{"1", "2"} {
		if a := send(first, mine, mark); a.Status != 303 {
			t.Errorf("%s: %d", mark, a.Status)
		}
	}
	before := filled(t, site)
	if a := send(first, mine, "3"); a.Status != 429 || !strings.Contains(text(t, a.Body), catalogue(t).In("es", nil).T("files.day")) || !strings.Contains(a.Body, "Mirad") {
		t.Errorf("the third: %d %.400s", a.Status, text(t, a.Body))
	}
	if a := first.Post(mine.Path()+"/replies", say); a.Status != 303 {
		t.Errorf("words alone: %d", a.Status)
	}
	if filled(t, site) != before {
		t.Error("the refused file is there")
	}
	if a := send(second, his, "4"); a.Status != 303 {
		t.Errorf("another person: %d", a.Status)
	}
	ask := url.Values{"topic": {"other"}, "subject": {"Hola"}, "body": {"Mirad"}, "email": {"nadie@example.com"}}
	for i, tt := range []struct {
		from string
		want int
	}{{"2001:db8::1", 201}, {"2001:db8::2", 429}, {"2001:db8:1::1", 201}, {"203.0.113.9", 201}, {"203.0.113.9", 429},
		{"2001:db8:2::1", 201}, {"2001:db8:3::1", 429}, {"203.0.114.9", 429}} { // networks have bytes left, strangers have not
		if a := site.Stranger().With("X-Forwarded-For", tt.from).Upload("/tickets", ask, big(mb+mb/2, "n"+string(rune('a'+i)))); a.Status != tt.want || a.Status == 429 && (!strings.Contains(a.Body, "Mirad") || !strings.Contains(text(t, a.Body), catalogue(t).In("es", nil).T("files.day_nobody"))) {
			t.Errorf("nobody from %s: %d, want %d", tt.from, a.Status, tt.want)
		}
	}
	if a := site.Stranger().With("X-Forwarded-For", "203.0.114.9").Post("/tickets", ask); a.Status != 201 {
		t.Errorf("words of nobody: %d", a.Status)
	}
	site.Set("DELETE FROM limits WHERE bucket LIKE 'bytes/%'")
	if a := send(first, mine, "5"); a.Status != 303 {
		t.Errorf("a person, where strangers have none left: %d", a.Status)
	}
}

// The last room for words is people's: strangers stop before them.
func TestLastRoomIsPeoples(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	ticket, b := site.Ticket(ana, desk.StatusOpen), site.As(ana)
	ask := url.Values{"topic": {"other"}, "subject": {"Hola"}, "body": {"Mirad"}, "email": {"nadie@example.com"}}
	var at syscall.Statfs_t
	if err := syscall.Statfs(site.Plan.Config.Files, &at); err != nil {
		t.Fatal(err)
	}
	site.Disk.Mark(-1, int64(at.Bavail)*int64(at.Bsize)*2/3)
	if a := b.Post(ticket.Path()+"/replies", url.Values{"body": {"Mirad"}}); a.Status != 303 {
		t.Errorf("a person: %d", a.Status)
	}
	if a := site.Stranger().Post("/tickets", ask); a.Status != 503 || fields(t, a.Body)["body"] != "Mirad" {
		t.Errorf("a stranger: %d", a.Status)
	}
	site.Disk.Mark(-1, 1<<20)
	if a := site.Stranger().Post("/tickets", ask); a.Status != 201 {
		t.Errorf("a stranger, with room: %d", a.Status)
	}
}

// Room goes: first files stop, then all but reading and signing in; the operator is told,
// and everything comes back by itself.
func TestDiskMarks(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	ticket := site.Ticket(ana, desk.StatusOpen)
	es := catalogue(t).In("es", nil)
	reply := func(files ...sitetest.File) sitetest.Answer {
		return site.As(ana).Upload(ticket.Path()+"/replies", url.Values{"body": {"Mirad"}}, files...)
	}
	for _, tt := range []struct {
		files, anything     int64
		file, words, upload int
		ready, warned       string
	}{
		{-1, -1, 303, 303, 201, "ready\n", ""},
		{1 << 60, -1, 503, 303, 503, "ready\ndegraded: disk\n", "desk.disk_low"},
		{1 << 60, 1 << 60, 503, 503, 503, "ready\ndegraded: disk\n", "desk.disk_full"},
		{-1, -1, 303, 303, 201, "ready\n", ""},
	} {
		site.Disk.Mark(tt.files, tt.anything)
		a := reply(big(1000, tt.ready))
		if a.Status != tt.file || a.Status == 503 && (!strings.Contains(a.Body, "Mirad") || a.Header.Get("Retry-After") == "") {
			t.Errorf("a file: %d, want %d: %.300s", a.Status, tt.file, text(t, a.Body))
		}
		if a := reply(); a.Status != tt.words || a.Status == 503 && !strings.Contains(text(t, a.Body), es.T("problem.disk")) {
			t.Errorf("words: %d, want %d", a.Status, tt.words)
		}
		if a := site.As(ana).Script().Upload("/uploads", url.Values{"ticket": {"new"}}, big(1000, "u")); a.Status != tt.upload {
			t.Errorf("an upload: %d, want %d", a.Status, tt.upload)
		}
		if a := site.Stranger().Get("/readyz"); a.Status != 200 || a.Body != tt.ready {
			t.Errorf("readyz: %d %q", a.Status, a.Body)
		}
		if a := site.As(ana).Get(ticket.Path()); a.Status != 200 {
			t.Errorf("reading: %d", a.Status)
		}
		new := site.Stranger()
		site.Forget("luis@example.com")
		new.Post("/sign-in", url.Values{"email": {"luis@example.com"}})
		if a := new.Post("/sign-in/verify", url.Values{"code": {site.Code("luis@example.com")}}); a.Status != 303 {
			t.Errorf("signing in: %d", a.Status)
		}
		site.Set("DELETE FROM limits")
		for who, told := range map[string]bool{"admin": tt.warned != "", sam: false} {
			page := text(t, site.As(who).Get("/desk").Body)
			if got := strings.Contains(page, es.T("desk.disk_low")) || strings.Contains(page, es.T("desk.disk_full")); got != told || told && !strings.Contains(page, es.T(tt.warned)) {
				t.Errorf("%s is told: %v", who, got)
			}
		}
	}
}

// A file that cannot be settled once its row is stored stays where it is, and is found there.
func TestUnsettledFileIsFound(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	ticket, b := site.Ticket(ana, desk.StatusOpen), site.As(ana)
	file := big(1000, "stays")
	sum := sha256.Sum256(file.Body)
	shelf := filepath.Join(site.Plan.Config.Files, hex.EncodeToString(sum[:1]))
	if err := os.WriteFile(shelf, nil, 0o600); err != nil { // where a folder should be
		t.Skip("the demo world has a file there:", err)
	}
	for _, send := range []func() sitetest.Answer{
		func() sitetest.Answer { return b.Upload(ticket.Path()+"/replies", url.Values{"body": {"Mirad"}}, file) },
		func() sitetest.Answer { return b.Script().Upload("/uploads", url.Values{"ticket": {"new"}}, file) },
	} {
		if a := send(); a.Status != 303 && a.Status != 201 {
			t.Errorf("%d", a.Status)
		}
	}
	e := site.Last(ticket.Number)
	if a := b.Get("/files/" + e.Files()[0].ID); a.Status != 200 || a.Body != string(file.Body) {
		t.Errorf("%d", a.Status)
	}
}
