package scan

import (
	"regexp"
	"slices"
)

// Times are the patterns of how people say when it happened, in both languages.
func Times() []string { return slices.Clone(times) }

var times = []string{
	`\b(?:[01]?\d|2[0-3])[:h][0-5]\d\b`,
	`\b(?:1[0-2]|0?[1-9]) ?[ap]\.? ?m\b`,
	`\ba las? (?:\d{1,2}|una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce)\b`,
	`\b\d{4}-\d{2}-\d{2}\b`,
	`\b\d{1,2}([/.-])\d{1,2}[/.-]\d{2,4}\b`,
	`\b\d{1,2}(?:st|nd|rd|th)? (?:de |of )?` + months,
	months + ` \d{1,2}\b`,
	`\b(?:hoy|ayer|anteayer|anoche|(?:esta|ayer por la) (?:mañana|tarde|noche|madrugada)|today|yesterday|tonight|(?:this|last) (?:morning|afternoon|evening|night))\b`,
	`\b(?:lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b`,
}

const months = `\b(?:ene(?:ro)?|feb(?:rero|ruary)?|mar(?:zo|ch)?|abr(?:il)?|apr(?:il)?|mayo?|june?|junio|july?|julio|ago(?:sto)?|aug(?:ust)?` +
	`|sep(?:tiembre|tember)?|oct(?:ubre|ober)?|nov(?:iembre|ember)?|dic(?:iembre)?|dec(?:ember)?|jan(?:uary)?)\b`

var compiledTimes = compiled(times)

// HasTime tells whether a text says when something happened.
func HasTime(text string) bool {
	text = legible(text)
	return slices.ContainsFunc(compiledTimes, func(p *regexp.Regexp) bool { return p.MatchString(text) })
}
