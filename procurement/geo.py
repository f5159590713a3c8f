"""Distance between two points on the ground, in plain Python: no PostGIS is needed."""

from math import asin, cos, pi, radians, sin, sqrt

EARTH_RADIUS_KM = 6371.0088
Position = tuple[float, float, float]


def distance_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle kilometres between two (latitude, longitude) pairs in degrees."""
    (lat_a, lon_a), (lat_b, lon_b) = a, b
    half_lat = sin(radians(lat_b - lat_a) / 2)
    half_lon = sin(radians(lon_b - lon_a) / 2)
    chord = half_lat**2 + cos(radians(lat_a)) * cos(radians(lat_b)) * half_lon**2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(chord))


def position(point: tuple[float, float]) -> Position:
    """The point on a sphere of radius 1: computed once, it makes comparing distances cheap."""
    lat, lon = radians(point[0]), radians(point[1])
    return cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat)


def squared_chord(a: Position, b: Position) -> float:
    return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2


def squared_chord_of(km: float) -> float:
    """The chord under which two positions are no farther than this; half a turn at most."""
    return (2 * sin(min(km / (2 * EARTH_RADIUS_KM), pi / 2))) ** 2
