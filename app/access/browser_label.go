package access

import "strings"

// BrowserLabel says in a few words which browser and system a User-Agent header
// names, as "Firefox, Linux". It is a hint for its owner's memory, no more;
// what it does not know is left out.
func BrowserLabel(header string) string {
	browser := named(header, [][2]string{
		{"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser/", "Samsung Internet"}, {"Firefox/", "Firefox"}, {"FxiOS/", "Firefox"},
		{"CriOS/", "Chrome"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"},
	})
	system := named(header, [][2]string{
		{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"Windows", "Windows"}, {"Macintosh", "macOS"},
		{"CrOS", "ChromeOS"}, {"Linux", "Linux"},
	})
	if browser == "" || system == "" {
		return browser + system
	}
	return browser + ", " + system
}

// OnPhone tells whether words of BrowserLabel are of a thing held in the hand.
func OnPhone(label string) bool {
	return strings.Contains(label, "Android") || strings.Contains(label, "iPhone") || strings.Contains(label, "iPad")
}

// named returns the name of the first mark found: browsers pretend to be older ones.
func named(header string, marks [][2]string) string {
	for _, mark := range marks {
		if strings.Contains(header, mark[0]) {
			return mark[1]
		}
	}
	return ""
}
