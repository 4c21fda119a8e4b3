package app

import (
	"cmp"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"hilo/app/access"
	"hilo/app/doctor"
	"hilo/app/files"
	"hilo/app/httpd"
	"hilo/app/probe"
	"hilo/app/world"
	"hilo/db"
)

// Examination is what hilo doctor is asked for.
type Examination struct {
	Slips  []string       // settings that are none, each with a sentence
	Send   string         // whom to send a trial mail; "": nobody
	Within time.Duration  // how long all may take
	Stream time.Duration  // how long a stream is listened to
	Prompt time.Duration  // how long a server may take to answer; 0: ten seconds
	Roots  *x509.CertPool // whom to trust; nil: the authorities that the system trusts
	Now    func() time.Time
	Tell   func(string) // hears what takes long
}

// patient is somebody under examination.
type patient struct {
	settings
	Examination
	secret *access.Secret // nil: not known
	begun  bool           // there is a database
}

// Doctor examines the installation that cfg names, whether it is served or not, and writes
// nothing there. The lines come in the order in which one fixes things.
func Doctor(ctx context.Context, cfg Config, x Examination) doctor.Report {
	x.Prompt = cmp.Or(x.Prompt, 10*time.Second)
	ctx, cancel := context.WithTimeout(ctx, x.Within)
	defer cancel()
	set, err := cfg.lastServed().check()
	if err != nil {
		return doctor.Report{doctor.ToFix("%s", strings.Join(append([]string{err.Error()}, x.Slips...), "; ")).Of(ofSettings[0]), doctor.Skip("the settings come first").Of("all else")}
	}
	p := &patient{settings: set, Examination: x}
	_, err = os.Stat(set.Database)
	p.begun = !errors.Is(err, fs.ErrNotExist)
	p.secret, _ = access.ReadSecret(set.SecretFile)
	around := doctor.Begin(ctx, p.around, slices.Concat(ofMachine, ofServer, doctor.OfPublic)...)
	within := doctor.Begin(ctx, p.within, slices.Concat(ofSettings, ofData)...)
	place := doctor.Begin(ctx, p.place, ofPlace...)
	mail := doctor.Begin(ctx, p.mail, ofMail...)
	asked, read := <-around, <-within
	return slices.Concat(read[:len(ofSettings)], <-place, asked[:len(ofMachine)], read[len(ofSettings):], <-mail, asked[len(ofMachine):])
}

// The lines of a report.
var (
	ofSettings = []string{"settings"}
	ofPlace    = []string{"folder", "secret", "disk", "files"}
	ofMachine  = []string{"memory", "descriptors"}
	ofData     = []string{"database", "migrations", "search", "push"}
	ofMail     = []string{"mail"}
	ofServer   = []string{"server"}
)

// place looks at where the data lie.
func (p *patient) place(ctx context.Context) doctor.Report {
	var database int64
	if at, err := os.Stat(p.Database); err == nil {
		database = at.Size()
	}
	dir := filepath.Dir(p.Database)
	_, err := os.Stat(dir)
	disk := doctor.Skip("nothing is known of it: %v", err)
	if err == nil {
		free := files.Watch(int64(p.DiskFiles), int64(p.DiskAll), dir, p.filesDir()).Free()
		disk = doctor.Disk(free, doctor.Marks{Files: int64(p.DiskFiles), All: int64(p.DiskAll)}, database)
	}
	return doctor.Report{doctor.Folder(dir).Of(ofPlace[0]), doctor.Secret(p.SecretFile, p.begun).Of(ofPlace[1]), disk.Of(ofPlace[2]), p.store(ctx).Within(ctx).Of(ofPlace[3])}
}

// around asks the server, by itself and through the public address.
func (p *patient) around(ctx context.Context) doctor.Report {
	public := doctor.Public{URL: p.URL, Listens: reached(p.Addr), Roots: p.Roots, Now: p.Now, Lasts: p.Stream, Prompt: p.Prompt, Tell: p.Tell}
	if p.secret != nil {
		public.Key = p.secret.Key(probe.Key)
	}
	server, saw := public.Beside(ctx, Version())
	server = server.Within(ctx)
	return slices.Concat(machine(saw), doctor.Report{server.Of(ofServer[0])}, public.Check(ctx, saw))
}

// machine judges what the server has, or else what it would have.
func machine(saw *probe.Sight) doctor.Report {
	if saw != nil {
		return doctor.Report{doctor.Memory(saw.Memory).Of(ofMachine[0]), doctor.Descriptors(saw.Descriptors).Of(ofMachine[1])}
	}
	n := httpd.Descriptors()
	return doctor.Report{doctor.Memory(probe.Memory()).Of(ofMachine[0]), doctor.Skip("no server is there to be asked; given a start here, it may open %d", n).Of(ofMachine[1])}
}

func (p *patient) mail(ctx context.Context) doctor.Report {
	return doctor.Report{p.post(ctx).Within(ctx).Of(ofMail[0])}
}

// post goes to the mail server, and lets it take a mail if one is to be sent.
func (p *patient) post(ctx context.Context) doctor.Line {
	if p.smtp == nil {
		return doctor.Skip("HILO_SMTP is not set")
	}
	post, err := p.postOffice()
	if err != nil {
		return doctor.ToFix("%v", err)
	}
	ctx, cancel := context.WithTimeout(ctx, 2*p.Prompt)
	defer cancel()
	if err := post.Greet(ctx); doctor.Offline(err) {
		return doctor.Skip("the mail server is not reached from here: there is no network, or no name server (%v)", err)
	} else if err != nil {
		return doctor.ToFix("%v: set HILO_SMTP to a server that lets Hilo in", err)
	}
	if p.Send == "" {
		return doctor.OK("the mail server lets Hilo in; --send you@example.com has it take a mail")
	}
	if err := post.SendTrial(ctx, p.Send); err != nil {
		return doctor.ToFix("the trial mail is not taken: %v", err)
	}
	return doctor.OK("the mail server took a trial mail: look whether it arrives, and not among spam")
}

// examined is what is wrong with the settings, beside what no command takes.
func (p *patient) examined(ctx context.Context, d *db.DB) doctor.Line {
	wrong := slices.Clone(p.Slips)
	if p.smtp == nil && !p.Dev {
		wrong = append(wrong, ErrNoMail.Error()+"; if the service has it from a file, name that: hilo doctor --settings FILE")
	}
	if warning := apart(p.URL, p.Addr); warning != "" {
		wrong = append(wrong, warning)
	}
	if d != nil {
		if demo, _, err := world.Look(ctx, d); err == nil && demo && !p.Dev {
			wrong = append(wrong, errDemo.Error())
		}
		if mark, err := markOfKeys(ctx, d); err == nil && mark != "" && p.secret != nil && mark != markOf(p.secret) {
			wrong = append(wrong, otherKeys(errOtherKeys, p.SecretFile).Error())
		}
	}
	if len(wrong) > 0 {
		return doctor.ToFix("%s", strings.Join(wrong, "; "))
	}
	return doctor.OK("they make sense; people come to %s", p.URL)
}

// kept names a number of things.
func kept(n int64, one, many string) string {
	if n == 1 {
		return fmt.Sprint("1 ", one)
	}
	return fmt.Sprint(n, " ", many)
}
