package main

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"hilo/app"
)

// operators are the files that tell an operator, or a machine for them, what to run.
var operators = []string{
	"README.md", "CHANGELOG.md", "Dockerfile", "compose.yaml", "packaging/hilo.service", "packaging/hilo.env", "packaging/postinst",
}

// The number of this program is told in one place, and its changes begin with it.
func TestChangesBeginWithThisRelease(t *testing.T) {
	_, first, _ := strings.Cut(read(t, "CHANGELOG.md"), "\n## ")
	if number, _, _ := strings.Cut(first, "\n"); number != app.Release {
		t.Errorf("CHANGELOG.md begins with %q, this is %s", number, app.Release)
	}
}

var (
	setting = regexp.MustCompile(`HILO_[A-Z_]+`)
	command = regexp.MustCompile("(?:bin/|/|-- |`)hilo (\\w.*)")
	flag    = regexp.MustCompile(`^--[\w-]+`)
)

// What operators are told to set and to run is there.
func TestOperatorsAreToldWhatIsThere(t *testing.T) {
	model := program(t)
	known := settings(model.Node)
	for _, file := range operators {
		text := read(t, file)
		for _, name := range setting.FindAllString(text, -1) {
			if !slices.Contains(known, name) {
				t.Errorf("%s names %s, which is no setting", file, name)
			}
		}
		for _, line := range commandsIn(text) {
			if wrong := unknown(model.Node, strings.Fields(line)); wrong != "" {
				t.Errorf("%s: hilo %s: there is no %s", file, line, wrong)
			}
		}
	}
	for file, least := range map[string]string{"README.md": "restore", "Dockerfile": "serve", "compose.yaml": "staff", "packaging/hilo.service": "serve"} {
		if !slices.ContainsFunc(commandsIn(read(t, file)), func(line string) bool { return strings.HasPrefix(line, least) }) {
			t.Errorf("%s was read wrong: no %s in %q", file, least, commandsIn(read(t, file)))
		}
	}
}

// README tells of every setting that does something.
func TestReadmeTellsAllSettings(t *testing.T) {
	told := setting.FindAllString(read(t, "README.md"), -1)
	for _, name := range settings(program(t).Node) {
		if !slices.Contains(told, name) && name != "HILO_METRICS" { // which is refused until it is built
			t.Errorf("README.md does not tell of %s", name)
		}
	}
}

func program(t *testing.T) *kong.Application {
	t.Helper()
	parser, err := kong.New(new(commands), kong.Name("hilo"), kong.Vars{"version": app.Version()})
	if err != nil {
		t.Fatal(err)
	}
	return parser.Model
}

// commandsIn are the command lines of hilo in text, without its name.
func commandsIn(text string) (lines []string) {
	text = regexp.MustCompile(`["\[\],']`).ReplaceAllString(text, "") // of lists in Dockerfile and compose.yaml
	text = strings.ReplaceAll(text, "/hilo\nCMD ", "/hilo ")          // one line for two
	for _, m := range command.FindAllStringSubmatch(text, -1) {
		line, _, _ := strings.Cut(m[1], "`")
		line, _, _ = strings.Cut(line, " #")
		lines = append(lines, line)
	}
	return lines
}

// unknown is the first word of a command line that node does not know: a command, or a flag.
func unknown(node *kong.Node, words []string) string {
	flags := node.AllFlags(false)
	for i, word := range words {
		below := slices.IndexFunc(node.Children, func(c *kong.Node) bool { return c.Name == word })
		named := flag.FindString(word)
		switch {
		case below >= 0:
			return unknown(node.Children[below], words[i+1:])
		case named == "" && len(node.Children) > 0:
			return word
		case named != "" && !slices.ContainsFunc(flags, func(group []*kong.Flag) bool {
			return slices.ContainsFunc(group, func(f *kong.Flag) bool { return "--"+f.Name == named })
		}):
			return named
		}
	}
	return ""
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
