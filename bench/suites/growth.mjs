export const measureGrowth = async () => [];
export const growthTable = () => "";
