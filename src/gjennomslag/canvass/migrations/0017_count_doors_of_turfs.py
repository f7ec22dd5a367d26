"""Count the doors and the middle of turfs that are cut already."""

from __future__ import annotations

from django.db import migrations

COUNT = """
UPDATE canvass_turf SET door_count = counted.doors, east = counted.east, north = counted.north
FROM (
    SELECT place.turf_id, count(*) AS doors, avg(address.east) AS east, avg(address.north) AS north
    FROM canvass_turfdoor place
    JOIN canvass_door door ON door.id = place.door_id
    JOIN canvass_address address ON address.id = door.address_id
    GROUP BY place.turf_id
) counted
WHERE counted.turf_id = canvass_turf.id
"""


class Migration(migrations.Migration):
    dependencies = [("canvass", "0016_streets_places_and_order_by_hand")]
    operations = [migrations.RunSQL(COUNT, migrations.RunSQL.noop)]
