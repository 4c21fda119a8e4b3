// Who signs in for the first time keeps the zone that their browser is in.
for (const field of document.getElementsByName("zone")) field.value = Intl.DateTimeFormat().resolvedOptions().timeZone;
